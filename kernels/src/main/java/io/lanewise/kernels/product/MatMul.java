package io.lanewise.kernels.product;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.Pool;
import io.lanewise.kernels.RangeTask;

/**
 * Matrix products: {@code c = a·b}, where a is {@code [m, k]}, b is {@code [k, n]} and c is {@code [m, n]}. An operand is
 * an array, an offset, the step between rows and the step between columns, so that a transposed matrix is one whose
 * steps are swapped; c's rows are contiguous. The output must not overlap an input.
 *
 * <p>The bits of an element depend on its row of a, its column of b and k alone: the products are summed in order in
 * blocks of at most 256, and the blocks in order, whatever the shape, the layout, the vector width and the number of
 * threads. The types are f32 and f64. A product with k = 0 is all zeros.
 */
public final class MatMul {
    private static final WeightProduct WEIGHTS = WeightProduct.instance();

    private MatMul() {}

    /** Multiplies. */
    public static void run(
            ElementType type,
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
            Object c,
            int co,
            int cRow,
            Epilogue epilogue) {
        Product.of(type)
                .run(new ProductCall(m, n, k, a, ao, aRow, aCol, b, bo, bRow, bCol, null, c, co, cRow, epilogue));
    }

    /** Multiplies by a packed operand. */
    public static void run(
            int m, Object a, int ao, int aRow, int aCol, PackedB b, Object c, int co, int cRow, Epilogue epilogue) {
        Product.of(b.type())
                .run(new ProductCall(
                        m, b.n(), b.k(), a, ao, aRow, aCol, b.panels(), 0, 0, 0, b, c, co, cRow, epilogue));
    }

    /**
     * Multiplies f32 rows by the transpose of packed weights: {@code c = a·wᵀ}. A row's bits do not depend on the others,
     * the vector width or the number of threads; with {@code f16} and {@code bf16} they are those of the f32 product with
     * the same weights. The sum of a block of 32, in {@code q8_0} and {@code q4_0}, and of at most 256 products, in
     * {@code i8}, is multiplied by its scale once. With u = 2^-24 the error is below (k + 2) u Σ |a w|, but in {@code
     * q4_0}, where weights become the mantissas of floats, below 35 u (16.5 Σ |16 a s| + Σ |a w|) for a block whose scale
     * is s.
     */
    public static void run(
            int m,
            Object a,
            int ao,
            int aRow,
            int aCol,
            PackedWeight w,
            Object c,
            int co,
            int cRow,
            Epilogue epilogue) {
        WEIGHTS.run(m, a, ao, aRow, aCol, w, c, co, cRow, epilogue);
    }

    /** Multiplies {@code count} pairs of matrices, each a step further in its array than the one before. */
    public static void batch(
            ElementType type,
            int count,
            int m,
            int n,
            int k,
            Object a,
            int ao,
            int aBatch,
            int aRow,
            int aCol,
            Object b,
            int bo,
            int bBatch,
            int bRow,
            int bCol,
            Object c,
            int co,
            int cBatch,
            int cRow,
            Epilogue epilogue) {
        Product product = Product.of(type);
        double perProduct = 2.0 * m * n * k;
        long grain = (long) Math.max(1, Product.GRAIN / Math.max(1, perProduct));
        RangeTask task = (from, to) -> {
            for (int i = (int) from; i < to; i++) {
                product.run(new ProductCall(
                        m,
                        n,
                        k,
                        a,
                        ao + i * aBatch,
                        aRow,
                        aCol,
                        b,
                        bo + i * bBatch,
                        bRow,
                        bCol,
                        null,
                        c,
                        co + i * cBatch,
                        cRow,
                        epilogue));
            }
        };
        if (count >= Pool.threads()) {
            Pool.ranges(count, grain, task);
        } else {
            task.run(0, count);
        }
    }

    /** Packs the right operand, {@code [k, n]}. */
    public static PackedB pack(ElementType type, int n, int k, Object b, int bo, int bRow, int bCol) {
        return Product.of(type).pack(n, k, b, bo, bRow, bCol);
    }

    /** Rows that are as cheap to compute together as fewer. */
    public static int rowsOfTile(ElementType type) {
        return Product.of(type).height;
    }

    /** The elements that a packed operand of [k, n] takes: somewhat more than it has, where n is no multiple of a panel. */
    public static long packedElements(ElementType type, int n, int k) {
        return (long) k * PackedB.ceil(n, Product.of(type).width);
    }
}
