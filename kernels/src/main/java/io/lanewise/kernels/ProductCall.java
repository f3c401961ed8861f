package io.lanewise.kernels;

import io.lanewise.expr.ElementType;
import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/** The operands of one matrix product, as {@link MatMul} describes them. */
record ProductCall(
        int m,
        int n,
        int k,
        Object a,
        int ao,
        int aRow,
        int aCol,
        Object b,
        int bo,
        int bRow,
        int bCol,
        @Nullable PackedB packed,
        Object c,
        int co,
        int cRow,
        Epilogue epilogue) {

    /** Whether the result is one contiguous column, that is, as good as one row. */
    boolean isColumn() {
        return n == 1 && m > 1 && cRow == 1 && packed == null && epilogue.bias() == null;
    }

    /** The product of the transposed operands. */
    ProductCall transposed() {
        return new ProductCall(n, m, k, b, bo, bCol, bRow, a, ao, aCol, aRow, null, c, co, m, epilogue);
    }

    /** How many blocks the sums are divided into. */
    int blocks() {
        return Math.max(1, (k + Product.KC - 1) / Product.KC);
    }

    int longestBlock() {
        return (k + blocks() - 1) / blocks();
    }

    /** Where block p begins. */
    int block(int p) {
        return (int) ((long) k * p / blocks());
    }

    /** Refuses operands that are not of the type or reach beyond their arrays. */
    void check(ElementType type, int width) {
        if (m < 0 || n < 0 || k < 0) {
            throw new IllegalArgumentException(
                    "matmul: sizes m = " + m + ", n = " + n + ", k = " + k + " are negative");
        }
        bounds(type, "a", m, k, a, ao, aRow, aCol);
        bounds(type, "c", m, n, c, co, cRow, 1);
        if (packed == null) {
            bounds(type, "b", k, n, b, bo, bRow, bCol);
        } else if (packed.width() != width) {
            throw new IllegalArgumentException("matmul: b was packed for tiles of another width");
        }
        if (epilogue.bias() != null) {
            bounds(type, "bias", 1, n, epilogue.bias(), epilogue.biasOffset(), 0, 1);
        }
    }

    static void bounds(
            ElementType type, String name, int rows, int columns, Object array, int offset, int row, int column) {
        if (array.getClass().componentType() != type.carrier()) {
            throw new IllegalArgumentException("matmul: " + name + " is a "
                    + array.getClass().getSimpleName() + "; expected " + type.carrier() + "[]");
        }
        if (rows == 0 || columns == 0) {
            return;
        }
        long r = (rows - 1L) * row;
        long c = (columns - 1L) * column;
        long first = offset + Math.min(0, r) + Math.min(0, c);
        long last = offset + Math.max(0, r) + Math.max(0, c);
        if (first < 0 || last >= Array.getLength(array)) {
            throw new IndexOutOfBoundsException("matmul: " + name + " of " + rows + " x " + columns + " elements spans "
                    + first + " to " + last + " of an array of " + Array.getLength(array));
        }
    }
}
