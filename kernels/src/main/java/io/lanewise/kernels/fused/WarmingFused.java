package io.lanewise.kernels.fused;

import io.lanewise.kernels.WarmUp;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A kernel in vectors that a scalar one of the same bits stands in for until it is compiled. It is not even written
 * before: that takes a millisecond in a fresh JVM.
 */
final class WarmingFused implements FusedKernel {
    /** Elements after which vectors pay. */
    private static final int WORTH = 1 << 12;

    /** For an element, about; cheap functions are held up by memory. */
    private static final double OPERATIONS = 10;

    private static final int LONG = 64;

    private final FusedKernel scalar;
    private final Supplier<FusedKernel> writer;
    private final WarmUp.Kernel state = new WarmUp.Kernel(WORTH);
    private @Nullable FusedKernel vector;

    WarmingFused(FusedKernel scalar, Supplier<FusedKernel> writer) {
        this.scalar = scalar;
        this.writer = writer;
    }

    @Override
    public void run(Object[] arrays, int[] offsets, int[] steps, int n, double[] params) {
        if (state.ready()) {
            vector().run(arrays, offsets, steps, n, params);
            return;
        }
        state.use(n, () -> exercise(arrays, offsets, steps.clone(), WarmUp.shortened(n, LONG), params.clone()));
        scalar.run(arrays, offsets, steps, n, params);
    }

    /** Seen by all threads once the state is ready. */
    private FusedKernel vector() {
        var written = vector;
        if (written == null) {
            written = writer.get();
            vector = written;
        }
        return written;
    }

    /** On copies of what it was called with. */
    private WarmUp.Exercise exercise(Object[] arrays, int[] offsets, int[] steps, int n, double[] params) {
        var copies = new Object[arrays.length];
        for (int i = 0; i < arrays.length; i++) {
            copies[i] = WarmUp.copy(arrays[i], offsets[i], steps[i] == 0 ? 1 : n);
        }
        var zeros = new int[arrays.length];
        return new WarmUp.Exercise(
                OPERATIONS * n, () -> vector().run(copies, zeros, steps, n, params), () -> vector().run(
                                copies, zeros, steps, Math.min(n, 1), params));
    }
}
