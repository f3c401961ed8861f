package io.lanewise.kernels;

import io.lanewise.expr.ElementType;
import io.lanewise.expr.KernelName;
import io.lanewise.expr.RowFunction;
import io.lanewise.kernels.generated.ScalarCrossEntropies;
import io.lanewise.kernels.generated.ScalarRows;
import io.lanewise.kernels.generated.VectorCrossEntropies;
import io.lanewise.kernels.generated.VectorRows;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the generated row kernels, which there are for f32 and f64. */
public final class RowKernels {
    private static final int TYPES = ElementType.values().length;
    private static final @Nullable RowKernel[] FOUND = new RowKernel[RowFunction.values().length * TYPES];

    private RowKernels() {}

    /** The kernel for this machine, or null for other types and for the functions of {@link #findCrossEntropy}. */
    public static @Nullable RowKernel find(RowFunction function, ElementType type) {
        int at = function.ordinal() * TYPES + type.ordinal();
        var kernel = FOUND[at];
        if (kernel == null) {
            kernel = choose(function, type);
            FOUND[at] = kernel;
        }
        return kernel;
    }

    private static @Nullable RowKernel choose(RowFunction function, ElementType type) {
        var vector = Cpu.simd() ? vector(function, type) : null;
        if (vector != null && !WarmUp.on()) {
            return vector;
        }
        var scalar = scalar(function, type);
        return vector == null || scalar == null ? scalar : new WarmingRow(vector, scalar);
    }

    /** The vector variant, or null; only where {@link Cpu#simd()}. */
    public static @Nullable RowKernel vector(RowFunction function, ElementType type) {
        return VectorRows.find(name(function, type));
    }

    /** The plain Java variant, or null. */
    public static @Nullable RowKernel scalar(RowFunction function, ElementType type) {
        return ScalarRows.find(name(function, type));
    }

    /** The kernel of CROSS_ENTROPY or CROSS_ENTROPY_GRAD for this machine; null for other functions and types. */
    public static @Nullable CrossEntropyKernel findCrossEntropy(RowFunction function, ElementType type) {
        return Cpu.simd() ? vectorCrossEntropy(function, type) : scalarCrossEntropy(function, type);
    }

    /** The vector variant, or null; only where {@link Cpu#simd()}. */
    public static @Nullable CrossEntropyKernel vectorCrossEntropy(RowFunction function, ElementType type) {
        return VectorCrossEntropies.find(name(function, type));
    }

    /** The plain Java variant, or null. */
    public static @Nullable CrossEntropyKernel scalarCrossEntropy(RowFunction function, ElementType type) {
        return ScalarCrossEntropies.find(name(function, type));
    }

    /** The function of the name that its kernels carry. */
    static RowFunction function(String name) {
        return RowFunction.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static String name(RowFunction function, ElementType type) {
        return KernelName.text(type, function.name().toLowerCase(Locale.ROOT), "row");
    }
}
