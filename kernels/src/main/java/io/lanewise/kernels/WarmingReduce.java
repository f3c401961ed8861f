package io.lanewise.kernels;

import io.lanewise.expr.ReduceLayout;
import java.lang.reflect.Array;

/** A reduction in vectors that its scalar variant stands in for until it is compiled. */
final class WarmingReduce implements ReduceKernel {
    /** Elements after which vectors pay. */
    private static final int WORTH = 1 << 12;

    private static final int ROWS = 2;
    private static final int LONG = 128;

    private final ReduceKernel vector;
    private final ReduceKernel scalar;
    private final ReduceLayout layout;
    private final WarmUp.Kernel state = new WarmUp.Kernel(WORTH);

    WarmingReduce(ReduceKernel vector, ReduceKernel scalar, ReduceLayout layout) {
        this.vector = vector;
        this.scalar = scalar;
        this.layout = layout;
    }

    @Override
    public void run(Object in, int offset, int step, int ld, int rows, int n, Object out, int outOffset) {
        if (state.ready()) {
            vector.run(in, offset, step, ld, rows, n, out, outOffset);
            return;
        }
        if (step == 1) {
            state.use(
                    rows * n, () -> exercise(in, offset, rows, n, out.getClass().getComponentType()));
        }
        scalar.run(in, offset, step, ld, rows, n, out, outOffset);
    }

    /** On a copy of some of the rows that it was called with. */
    private WarmUp.Exercise exercise(Object in, int offset, int rows, int n, Class<?> result) {
        int few = layout == ReduceLayout.ROWS ? Math.min(rows, ROWS) : WarmUp.shortened(rows, LONG);
        int length = WarmUp.shortened(n, LONG);
        Object x = WarmUp.copy(in, offset, few * length);
        Object out = Array.newInstance(result, Math.max(few, length));
        return new WarmUp.Exercise(
                4.0 * few * length,
                () -> vector.run(x, 0, 1, length, few, length, out, 0),
                () -> vector.run(x, 0, 1, length, 1, Math.min(length, 1), out, 0));
    }
}
