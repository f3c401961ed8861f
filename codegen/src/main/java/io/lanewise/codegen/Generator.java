package io.lanewise.codegen;

import java.io.IOException;
import java.nio.file.Path;

/** Writes all generated sources below the folder named by the first argument. */
public final class Generator {
    private Generator() {}

    public static void main(String[] args) throws IOException {
        library().write(Path.of(args[0]));
    }

    /** Every kernel there is. */
    static Library library() {
        var library = new Library();
        new MapFamily(library).emit();
        new ReduceFamily(library).emit();
        new RowFamily(library).emit();
        new StepFamily(library).emit();
        new CastFamily(library).emit();
        new TransposeFamily(library).emit();
        MatMulEmitter.emit().forEach(library::add);
        PatchEmitter.emit().forEach(library::add);
        DepthwiseEmitter.emit().forEach(library::add);
        FilterEmitter.emit().forEach(library::add);
        WindowEmitter.emit().forEach(library::add);
        WinogradEmitter.emit().forEach(library::add);
        return library;
    }
}
