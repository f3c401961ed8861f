package io.lanewise.tensor.cpu;

import io.lanewise.kernels.convolution.ConvolutionShape;
import io.lanewise.kernels.convolution.Convolutions;
import io.lanewise.kernels.convolution.PackedFilters;
import io.lanewise.kernels.product.MatMul;
import io.lanewise.kernels.product.PackedB;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Weights that do not change, packed as the right operand of a product or as the filters of a convolution. Outside
 * gradient mode, what meets the same version of its storage a second time is packed, and is kept with the storage until
 * its version moves: matrices are at most a quarter larger than the storage, filters that are transformed some four times
 * as large, and both are collected with it. An array that a user's program made is never packed, since it may change
 * unseen.
 */
final class ConstantWeights {
    /** Smaller operands are as fast where they lie. */
    private static final int FEWEST = 16 << 10;

    /** Transformed filters are four times as large, and padded. */
    private static final int FILTERS_ROOM = 6;

    private final Object lock = new Object();
    private volatile List<View> views = List.of();

    /** Some of the storage's elements, read in some way, at a version of it; packed once they have been seen twice. */
    private record View(
            int version, Reading reading, @Nullable Object packed, long elements) {
        boolean isOf(int wantedVersion, Reading wanted) {
            return version == wantedVersion && reading.equals(wanted);
        }
    }

    private sealed interface Reading {}

    private record Matrix(int offset, int n, int k, int row, int column) implements Reading {}

    private record Filters(
            int offset, PackedFilters.Layout layout, int groups, int filters, int depth, List<Integer> taps)
            implements Reading {}

    /** The panels of a matrix, or of its transpose; null when it is to be read where it lies. */
    static @Nullable PackedB of(Tensor matrix, boolean transposed) {
        int rows = transposed ? 1 : 0;
        int k = matrix.size(rows);
        int n = matrix.size(1 - rows);
        var weights = (long) n * k < FEWEST ? null : lasting(matrix);
        if (weights == null) {
            return null;
        }
        var type = matrix.dtype().element();
        var view = new Matrix(matrix.offset(), n, k, matrix.stride(rows), matrix.stride(1 - rows));
        long length = matrix.storage().length();
        return (PackedB) weights.find(
                matrix.storage().version(),
                view,
                length + length / 4,
                () -> MatMul.packedElements(type, n, k),
                () -> MatMul.pack(type, n, k, HeapStorage.arrayOf(matrix), view.offset, view.row, view.column));
    }

    /** Dense filters as a convolution of some sizes reads them; null when it is to read them where they lie. */
    static @Nullable PackedFilters filters(Tensor filters, ConvolutionShape shape) {
        var type = filters.dtype().element();
        var layout = Convolutions.layout(type, shape);
        var weights = layout == PackedFilters.Layout.PLAIN ? null : lasting(filters);
        if (weights == null) {
            return null;
        }
        return (PackedFilters) weights.find(
                filters.storage().version(),
                new Filters(
                        filters.offset(),
                        layout,
                        shape.groups(),
                        shape.filters(),
                        filters.elements() / filters.size(0),
                        shape.met()),
                (long) FILTERS_ROOM * filters.storage().length(),
                () -> Convolutions.packedElements(type, shape),
                () -> Convolutions.pack(type, shape, HeapStorage.arrayOf(filters), filters.offset()));
    }

    /** What is kept with a tensor's storage; null where nothing may be, or where it would not last. */
    private static @Nullable ConstantWeights lasting(Tensor tensor) {
        var storage = (HeapStorage) tensor.storage();
        var weights = storage.weights();
        // What a backward sweep multiplies by more than once are activations, which do not last.
        if (weights != null && !GradMode.isInference()) {
            weights.forgetOthers(storage.version());
            return null;
        }
        return weights;
    }

    private void forgetOthers(int version) {
        if (!views.isEmpty() && views.getFirst().version != version) {
            synchronized (lock) {
                views = List.of();
            }
        }
    }

    private @Nullable Object find(
            int version, Reading wanted, long room, LongSupplier elements, Supplier<Object> pack) {
        for (var view : views) {
            if (view.packed != null && view.isOf(version, wanted)) {
                return view.packed;
            }
        }
        synchronized (lock) {
            var others = new ArrayList<View>();
            boolean seen = false;
            long kept = 0;
            for (var view : views) {
                if (view.isOf(version, wanted)) {
                    if (view.packed != null) {
                        return view.packed;
                    }
                    seen = true;
                } else if (view.version == version) {
                    others.add(view);
                    kept += view.elements;
                }
            }
            long more = elements.getAsLong();
            var packed = seen && kept + more <= room ? pack.get() : null;
            others.add(new View(version, wanted, packed, packed == null ? 0 : more));
            views = List.copyOf(others);
            return packed;
        }
    }
}
