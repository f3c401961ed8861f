package io.lanewise.kernels.attention;

import static io.lanewise.kernels.attention.AttentionScores.COLUMNS;
import static io.lanewise.kernels.attention.AttentionScores.NONE;
import static io.lanewise.kernels.attention.AttentionScores.ROWS;

import io.lanewise.expr.ElementType;
import io.lanewise.expr.RowFunction;
import io.lanewise.kernels.Pool;
import io.lanewise.kernels.Recycler;
import io.lanewise.kernels.RowKernel;
import io.lanewise.kernels.RowKernels;
import io.lanewise.kernels.product.MatMul;
import java.util.Objects;

/**
 * Scaled dot-product attention, {@code softmax(scale·q·kᵀ + mask)·v} for each head, block by block with a running softmax,
 * so that the scores never exist as a whole (Dao et al., FlashAttention, 2022). A query that sees no key gives zeros.
 *
 * <p>Blocks of queries go to threads. The bits of a row depend on its query, on the head's keys and values and on how many
 * there are; not on other heads, the batch or the number of threads.
 */
public final class Attention {
    /** Numbers of a row while it is computed: see {@link RowFunction#RUNNING_SOFTMAX}. */
    private static final int STATE = 3;

    /** Rows of scratch arrays: those of a block, and what fills up the last tile. */
    private static final int LARGEST = ROWS + 16;

    private final AttentionCall call;
    private final AttentionScores scores;
    private final Object out;
    private final int outAt;
    private final int sumsAt;
    private final RowKernel running;
    private final RowKernel scale;

    private Attention(AttentionCall call, Object out, int outAt, int sumsAt) {
        this.call = call;
        this.out = out;
        this.outAt = outAt;
        this.sumsAt = sumsAt;
        scores = new AttentionScores(call);
        running = kernel(RowFunction.RUNNING_SOFTMAX, call.type());
        scale = kernel(RowFunction.SCALE, call.type());
    }

    static RowKernel kernel(RowFunction function, ElementType type) {
        return Objects.requireNonNull(RowKernels.find(function, type));
    }

    /**
     * Computes all heads.
     *
     * @param out gets {@code [heads, n, valueWidth]} from {@code outAt} on
     * @param sumsAt where it gets the logarithm of the sum of exp(score) for each row, {@code [heads, n]}; negative for
     *     nowhere
     */
    public static void forward(AttentionCall call, Object out, int outAt, int sumsAt) {
        var attention = new Attention(call, out, outAt, sumsAt);
        int blocks = (call.n() + ROWS - 1) / ROWS;
        Pool.run(call.heads() * blocks, task -> {
            int i0 = task % blocks * ROWS;
            attention.block(task / blocks, i0, Math.min(call.n(), i0 + ROWS));
        });
    }

    /**
     * How many rows to multiply instead of some: rows of zeros fill up the last tile, so that the products need none of
     * another height; one that is seldom called would stay in the interpreter for long.
     */
    static int filled(AttentionCall call, int rows) {
        int tile = MatMul.rowsOfTile(call.type());
        return rows < tile ? rows : (rows + tile - 1) / tile * tile;
    }

    /** Queries i0 to i1 of a head. */
    private void block(int head, int i0, int i1) {
        int rows = i1 - i0;
        int filled = filled(call, rows);
        var carrier = call.type().carrier();
        var queries = Recycler.take(carrier, LARGEST * Math.max(1, call.width()));
        var weights = Recycler.take(carrier, LARGEST * COLUMNS);
        var state = Recycler.take(carrier, LARGEST * STATE);
        var sums = Recycler.take(carrier, LARGEST * call.valueWidth());
        for (int r = 0; r < rows; r++) {
            AttentionScores.set(state, r * STATE, Double.NEGATIVE_INFINITY);
            AttentionScores.set(state, r * STATE + 1, 0);
        }
        scores.scaleQueries(head, i0, i1, filled, queries);
        int keys = call.keysUntil(i1);
        for (int j0 = 0; j0 < keys; j0 += COLUMNS) {
            int columns = Math.min(keys - j0, COLUMNS);
            scores.compute(head, i0, i1, filled, j0, j0 + columns, queries, weights);
            running.run(new Object[] {weights, state}, new int[2], new int[] {columns, STATE}, rows, columns, NONE);
            if (j0 > 0) {
                scale(rows, sums, state);
            }
            addValues(head, filled, j0, columns, weights, sums);
        }
        finish(head, i0, rows, keys, sums, state);
        Recycler.give(queries);
        Recycler.give(weights);
        Recycler.give(state);
        Recycler.give(sums);
    }

    private void addValues(int head, int rows, int j0, int columns, Object weights, Object sums) {
        var values = call.values();
        call.multiply(
                rows,
                call.valueWidth(),
                columns,
                weights,
                0,
                columns,
                1,
                values.array(),
                values.at(head, j0, 0),
                values.row(),
                values.column(),
                sums,
                0,
                j0 > 0);
    }

    private void scale(int rows, Object sums, Object state) {
        int width = call.valueWidth();
        scale.run(new Object[] {sums, state}, new int[] {0, 2}, new int[] {width, STATE}, rows, width, NONE);
    }

    /** Divides by the sums of the weights. */
    private void finish(int head, int i0, int rows, int keys, Object sums, Object state) {
        int size = rows * call.valueWidth();
        int at = outAt + (head * call.n() + i0) * call.valueWidth();
        if (keys == 0) {
            AttentionScores.fill(sums, 0, size, 0);
        }
        for (int r = 0; r < rows; r++) {
            double top = AttentionScores.get(state, r * STATE);
            double sum = AttentionScores.get(state, r * STATE + 1);
            AttentionScores.set(state, r * STATE + 2, sum == 0 ? 0 : 1 / sum);
            if (sumsAt >= 0) {
                AttentionScores.set(out, sumsAt + head * call.n() + i0 + r, top + Math.log(sum));
            }
        }
        scale(rows, sums, state);
        System.arraycopy(sums, 0, out, at, size);
    }
}
