package io.lanewise.kernels;

import io.lanewise.expr.KernelName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Every generated kernel of elementwise functions, reductions, rows and optimizer steps; drives tests and benchmarks. */
public final class KernelList {
    private static final String PACKAGE = "io.lanewise.kernels.generated";

    private KernelList() {}

    /** What a kernel computes: which class finds it. */
    public enum Family {
        /** {@link MapKernels}. */
        MAP,
        /** {@link ReduceKernels}. */
        REDUCE,
        /** {@link RowKernels}. */
        ROW,
        /** {@link StepKernels}. */
        STEP
    }

    /**
     * A kernel.
     *
     * @param flops operations for each element
     * @param bytes bytes read and written for each element
     * @param scalarClass the class whose method of the kernel's name is the plain Java variant
     * @param vectorClass the class of the vector variant, or null where there is none
     */
    public record Entry(
            KernelName name,
            Family family,
            int flops,
            int bytes,
            String scalarClass,
            @Nullable String vectorClass) {
        @Override
        public String toString() {
            return name.toString();
        }
    }

    /** All kernels, in the order of their names. */
    public static List<Entry> all() {
        try (var in = Objects.requireNonNull(KernelList.class.getResourceAsStream("generated/kernels.tsv"))) {
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().map(KernelList::entry).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Entry entry(String line) {
        var field = line.split("\t");
        return new Entry(
                KernelName.parse(field[0]),
                Family.valueOf(field[1].toUpperCase(java.util.Locale.ROOT)),
                Integer.parseInt(field[2]),
                Integer.parseInt(field[3]),
                PACKAGE + "." + field[4],
                field[5].equals("-") ? null : PACKAGE + "." + field[5]);
    }
}
