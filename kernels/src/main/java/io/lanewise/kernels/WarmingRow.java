package io.lanewise.kernels;

import java.util.IdentityHashMap;

/** A kernel of rows in vectors that its scalar variant stands in for until it is compiled. */
final class WarmingRow implements RowKernel {
    /** Elements after which vectors pay. */
    private static final int WORTH = 1 << 12;

    /** For an element, about. */
    private static final double OPERATIONS = 10;

    private static final int ROWS = 2;
    private static final int LONG = 128;

    private final RowKernel vector;
    private final RowKernel scalar;
    private final WarmUp.Kernel state = new WarmUp.Kernel(WORTH);

    WarmingRow(RowKernel vector, RowKernel scalar) {
        this.vector = vector;
        this.scalar = scalar;
    }

    @Override
    public void run(Object[] arrays, int[] offsets, int[] steps, int rows, int n, double[] params) {
        if (state.ready()) {
            vector.run(arrays, offsets, steps, rows, n, params);
            return;
        }
        state.use(rows * n, () -> exercise(arrays, offsets, steps, rows, n, params.clone()));
        scalar.run(arrays, offsets, steps, rows, n, params);
    }

    /** On copies of some of the rows that it was called with; operands that were one array stay one. */
    private WarmUp.Exercise exercise(Object[] arrays, int[] offsets, int[] steps, int rows, int n, double[] params) {
        int few = Math.min(rows, ROWS);
        int length = WarmUp.shortened(n, LONG);
        int place = Math.max(length, 16); // a row's values may be more than its elements
        var copies = new IdentityHashMap<Object, Object>();
        var operands = new Object[arrays.length];
        var apart = new int[arrays.length];
        for (int i = 0; i < arrays.length; i++) {
            int offset = offsets[i];
            operands[i] = copies.computeIfAbsent(arrays[i], array -> WarmUp.copy(array, offset, few * place));
            apart[i] = Math.min(steps[i], place);
        }
        var zeros = new int[arrays.length];
        return new WarmUp.Exercise(
                OPERATIONS * few * length,
                () -> vector.run(operands, zeros, apart, few, length, params),
                () -> vector.run(operands, zeros, apart, 1, Math.min(length, 1), params));
    }
}
