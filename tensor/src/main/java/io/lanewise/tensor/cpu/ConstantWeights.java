package io.lanewise.tensor.cpu;

import io.lanewise.kernels.product.MatMul;
import io.lanewise.kernels.product.PackedB;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Weights that do not change, packed as the right operand of a product. Outside gradient mode, a view that meets the
 * same version of its storage a second time is packed, and the panels stay with the storage until its version moves:
 * they are at most a quarter larger than the storage, and are collected with it. An array that a user's program made is never
 * packed, since it may change unseen.
 */
final class ConstantWeights {
    /** Smaller operands are as fast where they lie. */
    private static final int FEWEST = 16 << 10;

    private final Object lock = new Object();
    private volatile List<View> views = List.of();

    /** A matrix [k, n] in the storage, at a version of it; packed once it has been seen twice. */
    private record View(
            int version,
            int offset,
            int n,
            int k,
            int row,
            int column,
            @Nullable PackedB packed) {
        boolean isOf(View other) {
            return version == other.version
                    && offset == other.offset
                    && n == other.n
                    && k == other.k
                    && row == other.row
                    && column == other.column;
        }

        long elements() {
            return packed == null ? 0 : packed.elements();
        }
    }

    /** The panels of a matrix, or of its transpose; null when it is to be read where it lies. */
    static @Nullable PackedB of(Tensor matrix, boolean transposed) {
        var storage = (HeapStorage) matrix.storage();
        var weights = storage.weights();
        int rows = transposed ? 1 : 0;
        int k = matrix.size(rows);
        int n = matrix.size(1 - rows);
        if (weights == null || (long) n * k < FEWEST) {
            return null;
        }
        // What a backward sweep multiplies by more than once are activations, which do not last.
        if (!GradMode.isInference()) {
            weights.forgetOthers(storage.version());
            return null;
        }
        var view =
                new View(storage.version(), matrix.offset(), n, k, matrix.stride(rows), matrix.stride(1 - rows), null);
        return weights.find(view, matrix, storage.length());
    }

    private void forgetOthers(int version) {
        if (!views.isEmpty() && views.getFirst().version != version) {
            synchronized (lock) {
                views = List.of();
            }
        }
    }

    private @Nullable PackedB find(View wanted, Tensor matrix, int length) {
        for (var view : views) {
            if (view.packed != null && view.isOf(wanted)) {
                return view.packed;
            }
        }
        synchronized (lock) {
            var others = new ArrayList<View>();
            boolean seen = false;
            long elements = 0;
            for (var view : views) {
                if (view.isOf(wanted)) {
                    if (view.packed != null) {
                        return view.packed;
                    }
                    seen = true;
                } else if (view.version == wanted.version) {
                    others.add(view);
                    elements += view.elements();
                }
            }
            elements += MatMul.packedElements(matrix.dtype().element(), wanted.n, wanted.k);
            var packed = seen && elements <= length + length / 4L ? pack(wanted, matrix) : null;
            others.add(new View(wanted.version, wanted.offset, wanted.n, wanted.k, wanted.row, wanted.column, packed));
            views = List.copyOf(others);
            return packed;
        }
    }

    private static PackedB pack(View view, Tensor matrix) {
        return MatMul.pack(
                matrix.dtype().element(),
                view.n,
                view.k,
                HeapStorage.arrayOf(matrix),
                view.offset,
                view.row,
                view.column);
    }
}
