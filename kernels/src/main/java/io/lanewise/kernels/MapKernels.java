package io.lanewise.kernels;

import io.lanewise.expr.ElementType;
import io.lanewise.expr.Elementwise;
import io.lanewise.expr.KernelName;
import io.lanewise.expr.MapLayout;
import io.lanewise.kernels.generated.BOOLScalarMaps;
import io.lanewise.kernels.generated.F32ScalarMaps;
import io.lanewise.kernels.generated.F32VectorMaps;
import io.lanewise.kernels.generated.F64ScalarMaps;
import io.lanewise.kernels.generated.F64VectorMaps;
import io.lanewise.kernels.generated.I32ScalarMaps;
import io.lanewise.kernels.generated.I64ScalarMaps;
import io.lanewise.kernels.generated.I8ScalarMaps;
import io.lanewise.kernels.generated.U8ScalarMaps;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the generated elementwise kernels. A kernel's class is loaded when it is first asked for; callers keep what
 * they found. Vector and scalar variants give equal bits.
 */
public final class MapKernels {
    private static final int LAYOUTS = MapLayout.values().length;

    /** For each function that has kernels, those found by element type and layout. */
    private static final Map<Elementwise, @Nullable MapKernel[]> FOUND = new ConcurrentHashMap<>();

    private MapKernels() {}

    /**
     * The kernel for this machine, or null where none was generated: for functions that are neither in the catalog nor
     * derivatives of its entries, types that they do not support, and one-number layouts of other than two operands.
     */
    public static @Nullable MapKernel find(Elementwise function, ElementType type, MapLayout layout) {
        int at = type.ordinal() * LAYOUTS + layout.ordinal();
        var kernels = FOUND.get(function);
        var kernel = kernels == null ? null : kernels[at];
        if (kernel == null) {
            kernel = choose(function, type, layout);
            if (kernel != null) {
                FOUND.computeIfAbsent(function, _ -> new MapKernel[ElementType.values().length * LAYOUTS])[at] = kernel;
            }
        }
        return kernel;
    }

    private static @Nullable MapKernel choose(Elementwise function, ElementType type, MapLayout layout) {
        var vector = Cpu.simd() ? vector(function, type, layout) : null;
        if (vector == null || !WarmUp.on() || layout == MapLayout.STRIDED) {
            return vector != null ? vector : scalar(function, type, layout);
        }
        return new WarmingMap(vector, Objects.requireNonNull(scalar(function, type, layout)));
    }

    /** The vector variant, or null; only where {@link Cpu#simd()}. */
    public static @Nullable MapKernel vector(Elementwise function, ElementType type, MapLayout layout) {
        var name = KernelName.text(type, function.name(), layout.name().toLowerCase(Locale.ROOT));
        return switch (type) {
            case F32 -> F32VectorMaps.find(function.name(), name);
            case F64 -> F64VectorMaps.find(function.name(), name);
            default -> null;
        };
    }

    /** The plain Java variant, or null. */
    public static @Nullable MapKernel scalar(Elementwise function, ElementType type, MapLayout layout) {
        var name = KernelName.text(type, function.name(), layout.name().toLowerCase(Locale.ROOT));
        return switch (type) {
            case F32 -> F32ScalarMaps.find(function.name(), name);
            case F64 -> F64ScalarMaps.find(function.name(), name);
            case I32 -> I32ScalarMaps.find(function.name(), name);
            case I64 -> I64ScalarMaps.find(function.name(), name);
            case I8 -> I8ScalarMaps.find(function.name(), name);
            case U8 -> U8ScalarMaps.find(function.name(), name);
            case BOOL -> BOOLScalarMaps.find(function.name(), name);
        };
    }
}
