package io.lanewise.kernels.product;

import io.lanewise.expr.ElementType;
import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/**
 * The operands of one matrix product, as {@link MatMul} describes them. An operand with a source is written by that, and
 * its array is not read.
 */
public record ProductCall(
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
        Epilogue epilogue,
        @Nullable PanelSource left,
        @Nullable PanelSource right) {
    private static final int UNIT = 32;

    /** A product of stored operands. */
    public ProductCall(
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
        this(m, n, k, a, ao, aRow, aCol, b, bo, bRow, bCol, packed, c, co, cRow, epilogue, null, null);
    }

    /** A stored matrix times one that a source writes. */
    public static ProductCall right(
            int m,
            int n,
            int k,
            Object a,
            int ao,
            int aRow,
            int aCol,
            PanelSource b,
            Object c,
            int co,
            int cRow,
            Epilogue epilogue) {
        return new ProductCall(m, n, k, a, ao, aRow, aCol, a, 0, 0, 0, null, c, co, cRow, epilogue, null, b);
    }

    /** A matrix that a source writes times a stored one, which may be packed. */
    public static ProductCall left(
            int m,
            int n,
            int k,
            PanelSource a,
            Object b,
            int bo,
            int bRow,
            int bCol,
            @Nullable PackedB packed,
            Object c,
            int co,
            int cRow,
            Epilogue epilogue) {
        return new ProductCall(m, n, k, b, 0, 0, 0, b, bo, bRow, bCol, packed, c, co, cRow, epilogue, a, null);
    }

    /** Whether both operands are arrays. */
    boolean stored() {
        return left == null && right == null && packed == null;
    }

    /** Whether the result is one contiguous column, that is, as good as one row. */
    boolean isColumn() {
        return n == 1 && m > 1 && cRow == 1 && stored() && epilogue.bias() == null;
    }

    /** The product of the transposed operands. */
    ProductCall transposed() {
        return new ProductCall(n, m, k, b, bo, bCol, bRow, a, ao, aCol, aRow, null, c, co, m, epilogue);
    }

    /** How many blocks the sums are divided into. */
    int blocks() {
        return blocks(k);
    }

    int longestBlock() {
        return Math.min(k, parts(parts(k, UNIT), blocks()) * UNIT);
    }

    /** Where block p begins. */
    int block(int p) {
        return block(k, p);
    }

    /** How many blocks a sum of k products is divided into. */
    public static int blocks(int k) {
        return Math.max(1, parts(k, Product.KC));
    }

    /** Where block p of k begins: at a multiple of 32, since quantized weights are stored in blocks of 32. */
    public static int block(int k, int p) {
        return Math.min(k, (int) ((long) parts(k, UNIT) * p / blocks(k)) * UNIT);
    }

    private static int parts(int n, int size) {
        return (n + size - 1) / size;
    }

    /** Refuses operands that are not of the type or reach beyond their arrays. */
    void check(ElementType type, int width) {
        if (m < 0 || n < 0 || k < 0) {
            throw new IllegalArgumentException(
                    "matmul: sizes m = " + m + ", n = " + n + ", k = " + k + " are negative");
        }
        if (left == null) {
            bounds(type, "a", m, k, a, ao, aRow, aCol);
        }
        bounds(type, "c", m, n, c, co, cRow, 1);
        if (packed == null && right == null) {
            bounds(type, "b", k, n, b, bo, bRow, bCol);
        } else if (packed != null && packed.width() != width) {
            throw new IllegalArgumentException("matmul: b was packed for tiles of another width");
        }
        if (epilogue.bias() != null) {
            bounds(type, "bias", 1, epilogue.ofRows() ? m : n, epilogue.bias(), epilogue.biasOffset(), 0, 1);
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
