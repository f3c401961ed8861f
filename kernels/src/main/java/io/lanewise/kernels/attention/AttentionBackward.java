package io.lanewise.kernels.attention;

import static io.lanewise.kernels.attention.AttentionScores.COLUMNS;
import static io.lanewise.kernels.attention.AttentionScores.NONE;
import static io.lanewise.kernels.attention.AttentionScores.ROWS;

import io.lanewise.expr.Catalog;
import io.lanewise.expr.MapLayout;
import io.lanewise.expr.RowFunction;
import io.lanewise.kernels.MapKernel;
import io.lanewise.kernels.MapKernels;
import io.lanewise.kernels.Pool;
import io.lanewise.kernels.Recycler;
import io.lanewise.kernels.RowKernel;
import java.util.Objects;

/**
 * The gradients of {@link Attention} by queries, keys and values. The weights p are computed again, block by block, from
 * the logarithms of the sums; with g the gradient of the result o, that of the scores is p·(g·vᵀ − Σ g·o) (Dao et al.,
 * FlashAttention, 2022, algorithm 4).
 *
 * <p>Heads that share keys are one thread's work, one after the other, so the bits do not depend on the number of threads.
 */
public final class AttentionBackward {
    private static final int LARGEST = ROWS + 16;

    /** An array and where something begins in it: {@code [heads, n, valueWidth]} and {@code [heads, n]}. */
    public record Result(Object array, int outAt, int sumsAt) {}

    /** Where the gradients go: {@code [heads, n, width]}, {@code [heads / group, m, width]}, {@code [.., m, valueWidth]}. */
    public record Gradients(Object array, int queriesAt, int keysAt, int valuesAt) {}

    private final AttentionCall call;
    private final Result forward;
    private final Result incoming;
    private final Gradients outgoing;
    private final AttentionScores scores;
    private final RowKernel exponential;
    private final RowKernel scoresGrad;
    private final MapKernel multiply;
    private final Object factor;

    private AttentionBackward(AttentionCall call, Result forward, Result incoming, Gradients outgoing) {
        this.call = call;
        this.forward = forward;
        this.incoming = incoming;
        this.outgoing = outgoing;
        scores = new AttentionScores(call);
        exponential = Attention.kernel(RowFunction.EXP_BELOW, call.type());
        scoresGrad = Attention.kernel(RowFunction.SCORES_GRAD, call.type());
        multiply = Objects.requireNonNull(MapKernels.find(Catalog.MUL, call.type(), MapLayout.RIGHT));
        factor = AttentionScores.one(call.type(), call.scale());
    }

    /**
     * Computes all gradients.
     *
     * @param group how many heads in a row share keys and values
     * @param forward what {@link Attention#forward} gave
     * @param incoming the gradients of that
     */
    public static void run(AttentionCall call, int group, Result forward, Result incoming, Gradients outgoing) {
        var backward = new AttentionBackward(call, forward, incoming, outgoing);
        Pool.run(call.heads() / group, shared -> backward.heads(shared, group));
    }

    private void heads(int shared, int group) {
        int m = call.m();
        int keysAt = outgoing.keysAt() + shared * m * call.width();
        int valuesAt = outgoing.valuesAt() + shared * m * call.valueWidth();
        AttentionScores.fill(outgoing.array(), keysAt, keysAt + m * call.width(), 0);
        AttentionScores.fill(outgoing.array(), valuesAt, valuesAt + m * call.valueWidth(), 0);
        var scratch = new Scratch(call);
        for (int head = shared * group; head < (shared + 1) * group; head++) {
            for (int i0 = 0; i0 < call.n(); i0 += ROWS) {
                block(head, i0, Math.min(call.n(), i0 + ROWS), keysAt, valuesAt, scratch);
            }
        }
        scratch.give();
    }

    /** The arrays of a thread; those of a block's rows have some more, which fill up the last tile. */
    private record Scratch(
            Object queries, Object gradient, Object weights, Object scoresGrad, Object sums, Object rows) {
        Scratch(AttentionCall call) {
            this(
                    Recycler.take(call.type().carrier(), LARGEST * Math.max(1, call.width())),
                    Recycler.take(call.type().carrier(), LARGEST * call.valueWidth()),
                    Recycler.take(call.type().carrier(), LARGEST * COLUMNS),
                    Recycler.take(call.type().carrier(), LARGEST * COLUMNS),
                    Recycler.take(call.type().carrier(), LARGEST * Math.max(1, call.width())),
                    Recycler.take(call.type().carrier(), LARGEST * 2));
        }

        void give() {
            Recycler.give(queries);
            Recycler.give(gradient);
            Recycler.give(weights);
            Recycler.give(scoresGrad);
            Recycler.give(sums);
            Recycler.give(rows);
        }
    }

    private void block(int head, int i0, int i1, int keysAt, int valuesAt, Scratch s) {
        int rows = i1 - i0;
        int filled = Attention.filled(call, rows);
        int width = call.width();
        scores.scaleQueries(head, i0, i1, filled, s.queries());
        enterRows(head, i0, rows, filled, s);
        int keys = call.keysUntil(i1);
        AttentionScores.fill(s.sums(), 0, filled * width, 0);
        for (int j0 = 0; j0 < keys; j0 += COLUMNS) {
            int columns = Math.min(keys - j0, COLUMNS);
            scores.compute(head, i0, i1, filled, j0, j0 + columns, s.queries(), s.weights());
            exponential.run(
                    new Object[] {s.weights(), s.rows()}, new int[2], new int[] {columns, 2}, rows, columns, NONE);
            toValues(rows, columns, valuesAt + j0 * call.valueWidth(), s);
            toScores(head, rows, filled, j0, columns, s);
            toKeysAndQueries(head, rows, filled, j0, columns, keysAt + j0 * width, s);
        }
        int to = outgoing.queriesAt() + (head * call.n() + i0) * width;
        multiply.run(s.sums(), 0, 1, factor, 0, 0, null, 0, 0, null, 0, 0, outgoing.array(), to, 1, rows * width, NONE);
    }

    /** For each row its gradient, filled up; the logarithm of its sum; and Σ g·o less the gradient of that logarithm. */
    private void enterRows(int head, int i0, int rows, int filled, Scratch s) {
        int width = call.valueWidth();
        int first = head * call.n() + i0;
        int g = incoming.outAt() + first * width;
        System.arraycopy(incoming.array(), g, s.gradient(), 0, rows * width);
        AttentionScores.fill(s.gradient(), rows * width, filled * width, 0);
        for (int r = 0; r < rows; r++) {
            double logSum = AttentionScores.get(forward.array(), forward.sumsAt() + first + r);
            // A query that sees no key: its scores are −∞, and so their exponentials 0.
            AttentionScores.set(s.rows(), 2 * r, logSum == Double.NEGATIVE_INFINITY ? 0 : logSum);
            double dot = -AttentionScores.get(incoming.array(), incoming.sumsAt() + first + r);
            for (int c = 0; c < width; c++) {
                dot += AttentionScores.get(s.gradient(), r * width + c)
                        * AttentionScores.get(forward.array(), forward.outAt() + (first + r) * width + c);
            }
            AttentionScores.set(s.rows(), 2 * r + 1, dot);
        }
    }

    /** Adds pᵀ·g. */
    private void toValues(int rows, int columns, int at, Scratch s) {
        int width = call.valueWidth();
        call.multiply(
                columns,
                width,
                rows,
                s.weights(),
                0,
                1,
                columns,
                s.gradient(),
                0,
                width,
                1,
                outgoing.array(),
                at,
                true);
    }

    /** The gradient of the scores. */
    private void toScores(int head, int rows, int filled, int j0, int columns, Scratch s) {
        var values = call.values();
        int width = call.valueWidth();
        call.multiply(
                filled,
                columns,
                width,
                s.gradient(),
                0,
                width,
                1,
                values.array(),
                values.at(head, j0, 0),
                values.column(),
                values.row(),
                s.scoresGrad(),
                0,
                false);
        scoresGrad.run(
                new Object[] {s.weights(), s.scoresGrad(), s.rows()},
                new int[] {0, 0, 1},
                new int[] {columns, columns, 2},
                rows,
                columns,
                NONE);
    }

    /** Adds the scores' gradient times the keys, and its transpose times the scaled queries. */
    private void toKeysAndQueries(int head, int rows, int filled, int j0, int columns, int at, Scratch s) {
        var keys = call.keys();
        int width = call.width();
        call.multiply(
                filled,
                width,
                columns,
                s.scoresGrad(),
                0,
                columns,
                1,
                keys.array(),
                keys.at(head, j0, 0),
                keys.row(),
                keys.column(),
                s.sums(),
                0,
                true);
        call.multiply(
                columns,
                width,
                rows,
                s.scoresGrad(),
                0,
                1,
                columns,
                s.queries(),
                0,
                width,
                1,
                outgoing.array(),
                at,
                true);
    }
}
