package io.lanewise.kernels.attention;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.product.Epilogue;
import io.lanewise.kernels.product.MatMul;
import org.jspecify.annotations.Nullable;

/**
 * The operands of an attention: for each head the queries {@code [n, width]}, the keys {@code [m, width]}, the values
 * {@code [m, valueWidth]} and, if there is one, a mask {@code [n, m]}. Several heads may share a matrix.
 *
 * @param type f32 or f64
 * @param scale what the products of queries and keys are multiplied by
 * @param causal whether query i sees keys 0 to i only
 * @param mask is added to the scores if it is of the type; one of bytes says which keys a query sees
 */
public record AttentionCall(
        ElementType type,
        int n,
        int m,
        int width,
        int valueWidth,
        double scale,
        boolean causal,
        Matrices queries,
        Matrices keys,
        Matrices values,
        @Nullable Matrices mask) {
    /**
     * A matrix for each head.
     *
     * @param offsets where each begins in the array
     * @param row the step between rows
     * @param column the step between columns
     */
    public record Matrices(Object array, int[] offsets, int row, int column) {
        int at(int head, int i, int j) {
            return offsets[head] + i * row + j * column;
        }
    }

    int heads() {
        return queries.offsets().length;
    }

    /** How many keys the queries before {@code until} see at most. */
    int keysUntil(int until) {
        return causal ? Math.min(m, until) : m;
    }

    /** {@code c = a·b}, where c's rows lie side by side. */
    void multiply(
            int rows,
            int columns,
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
            boolean accumulate) {
        var epilogue = accumulate ? Epilogue.ACCUMULATE : Epilogue.STORE;
        MatMul.run(type, rows, columns, k, a, ao, aRow, aCol, b, bo, bRow, bCol, c, co, columns, epilogue);
    }
}
