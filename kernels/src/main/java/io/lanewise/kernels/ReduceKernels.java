package io.lanewise.kernels;

import io.lanewise.expr.ElementType;
import io.lanewise.expr.KernelName;
import io.lanewise.expr.ReduceLayout;
import io.lanewise.expr.Reduction;
import io.lanewise.kernels.generated.ScalarReductions;
import io.lanewise.kernels.generated.VectorReductions;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds the generated reductions; there is one for each operation, type and layout. */
public final class ReduceKernels {
    /**
     * A row is reduced in blocks of this many elements. To share a long row of floats among threads with the same bits,
     * reduce its blocks as rows, and join what they give with {@link #join}.
     */
    public static final int BLOCK = 4096;

    private static final int TYPES = ElementType.values().length;
    private static final int LAYOUTS = ReduceLayout.values().length;
    private static final @Nullable ReduceKernel[] FOUND = new ReduceKernel[Reduction.values().length * TYPES * LAYOUTS];

    private ReduceKernels() {}

    /** The kernel for this machine. */
    public static ReduceKernel find(Reduction reduction, ElementType type, ReduceLayout layout) {
        int at = (reduction.ordinal() * TYPES + type.ordinal()) * LAYOUTS + layout.ordinal();
        var kernel = FOUND[at];
        if (kernel == null) {
            var vector = Cpu.simd() ? vector(reduction, type, layout) : null;
            kernel = vector != null && !WarmUp.on() ? vector : scalar(reduction, type, layout);
            if (vector != null && WarmUp.on()) {
                kernel = new WarmingReduce(vector, kernel, layout);
            }
            FOUND[at] = kernel;
        }
        return kernel;
    }

    /** The vector variant, or null; only where {@link Cpu#simd()}. */
    public static @Nullable ReduceKernel vector(Reduction reduction, ElementType type, ReduceLayout layout) {
        return VectorReductions.find(name(reduction, type, layout));
    }

    /** The plain Java variant. */
    public static ReduceKernel scalar(Reduction reduction, ElementType type, ReduceLayout layout) {
        return Objects.requireNonNull(ScalarReductions.find(name(reduction, type, layout)));
    }

    private static String name(Reduction reduction, ElementType type, ReduceLayout layout) {
        return KernelName.text(
                type, reduction.name().toLowerCase(Locale.ROOT), layout.name().toLowerCase(Locale.ROOT));
    }

    /** Whether blocks of a row can be reduced apart and joined: not where the result is an index or a truth value. */
    public static boolean hasBlocks(Reduction reduction) {
        return switch (reduction) {
            case SUM, PROD, MAX, MIN, SUM_SQUARES -> true;
            case ARG_MAX, ARG_MIN, ALL, ANY -> false;
        };
    }

    /**
     * Joins the results of a float row's blocks, in order, to what the row kernel gives for the whole row.
     *
     * @throws IllegalArgumentException for index and truth reductions, which have no such blocks
     */
    public static float join(Reduction reduction, float[] blocks, int offset, int n) {
        var wide = new double[n];
        for (int i = 0; i < n; i++) {
            wide[i] = blocks[offset + i];
        }
        return (float) join(reduction, wide, 0, n);
    }

    /** Joins the results of a row's blocks, like {@link #join(Reduction, float[], int, int)}. */
    public static double join(Reduction reduction, double[] blocks, int offset, int n) {
        double total = blocks[offset];
        for (int i = 1; i < n; i++) {
            double block = blocks[offset + i];
            total = switch (reduction) {
                case SUM, SUM_SQUARES -> total + block;
                case PROD -> total * block;
                case MAX -> Math.max(total, block);
                case MIN -> Math.min(total, block);
                case ARG_MAX, ARG_MIN, ALL, ANY ->
                    throw new IllegalArgumentException("join: " + reduction + " has no blocks");
            };
        }
        return total;
    }
}
