package io.lanewise.kernels.attention;

import io.lanewise.expr.Catalog;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.MapLayout;
import io.lanewise.kernels.MapKernel;
import io.lanewise.kernels.MapKernels;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Objects;

/** A block of the scores of one head: scaled products of some queries with some keys, masked. */
final class AttentionScores {
    /** Queries of a block. Keys are packed anew for each. */
    static final int ROWS = 192;

    /** Keys of a block. A constant, since the bits of the results depend on it. */
    static final int COLUMNS = 256;

    private final AttentionCall call;
    private final Object low;
    private final Object factor;
    private final MapKernel multiply;
    private final MapKernel add;
    private final MapKernel choose;

    AttentionScores(AttentionCall call) {
        this.call = call;
        ElementType type = call.type();
        low = one(type, Double.NEGATIVE_INFINITY);
        factor = one(type, call.scale());
        boolean dense = call.queries().column() == 1;
        multiply =
                Objects.requireNonNull(MapKernels.find(Catalog.MUL, type, dense ? MapLayout.RIGHT : MapLayout.STRIDED));
        boolean denseMask = call.mask() != null && call.mask().column() == 1;
        add = Objects.requireNonNull(
                MapKernels.find(Catalog.ADD, type, denseMask ? MapLayout.DENSE : MapLayout.STRIDED));
        choose = Objects.requireNonNull(MapKernels.find(Catalog.WHERE, type, MapLayout.STRIDED));
    }

    static Object one(ElementType type, double value) {
        return type == ElementType.F32 ? new float[] {(float) value} : new double[] {value};
    }

    /** Copies queries i0 to i1, multiplied by the scale, so that they lie side by side; zeros up to {@code filled}. */
    void scaleQueries(int head, int i0, int i1, int filled, Object to) {
        fill(to, (i1 - i0) * call.width(), filled * call.width(), 0);
        var from = call.queries();
        int width = call.width();
        for (int i = i0; i < i1; i++) {
            int at = from.at(head, i, 0);
            multiply.run(
                    from.array(),
                    at,
                    from.column(),
                    factor,
                    0,
                    0,
                    null,
                    0,
                    0,
                    null,
                    0,
                    0,
                    to,
                    (i - i0) * width,
                    1,
                    width,
                    NONE);
        }
    }

    static final double[] NONE = {};

    /** The scores of queries i0 to i1, given scaled and filled up to some rows, and keys j0 to j1. */
    void compute(int head, int i0, int i1, int filled, int j0, int j1, Object queries, Object scores) {
        var keys = call.keys();
        int columns = j1 - j0;
        int width = call.width();
        int at = keys.at(head, j0, 0);
        call.multiply(
                filled,
                columns,
                width,
                queries,
                0,
                width,
                1,
                keys.array(),
                at,
                keys.column(),
                keys.row(),
                scores,
                0,
                false);
        for (int i = i0; i < i1; i++) {
            int row = (i - i0) * columns;
            if (call.mask() != null) {
                mask(call.mask(), call.mask().at(head, i, j0), scores, row, columns);
            }
            if (call.causal() && i + 1 < j1) {
                fill(scores, row + Math.max(0, i + 1 - j0), row + columns, Double.NEGATIVE_INFINITY);
            }
        }
    }

    private void mask(AttentionCall.Matrices mask, int at, Object scores, int row, int n) {
        int step = mask.column();
        if (mask.array() instanceof byte[] seen) {
            choose.run(seen, at, step, scores, row, 1, low, 0, 0, null, 0, 0, scores, row, 1, n, NONE);
        } else {
            add.run(scores, row, 1, mask.array(), at, step, null, 0, 0, null, 0, 0, scores, row, 1, n, NONE);
        }
    }

    static void fill(Object array, int from, int until, double value) {
        if (array instanceof float[] floats) {
            Arrays.fill(floats, from, until, (float) value);
        } else {
            Arrays.fill((double[]) array, from, until, value);
        }
    }

    static double get(Object array, int i) {
        return array instanceof float[] floats ? floats[i] : Array.getDouble(array, i);
    }

    static void set(Object array, int i, double value) {
        if (array instanceof float[] floats) {
            floats[i] = (float) value;
        } else {
            Array.setDouble(array, i, value);
        }
    }
}
