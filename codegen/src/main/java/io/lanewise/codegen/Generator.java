package io.lanewise.codegen;

import com.palantir.javapoet.JavaFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes all generated sources below the folder named by the first argument. */
public final class Generator {
    private Generator() {}

    public static void main(String[] args) throws IOException {
        Path root = Path.of(args[0]);
        for (JavaFile file : MatMulEmitter.emit()) {
            write(root, file);
        }
    }

    /** Leaves a file alone that would not change, so that it is not compiled again. */
    private static void write(Path root, JavaFile file) throws IOException {
        Path path = root.resolve(file.packageName().replace('.', '/'))
                .resolve(file.typeSpec().name() + ".java");
        String text = file.toString();
        if (!Files.exists(path) || !Files.readString(path).equals(text)) {
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        }
    }
}
