package io.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lanewise.expr.Catalog;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.MapLayout;
import io.lanewise.expr.ReduceLayout;
import io.lanewise.expr.Reduction;
import io.lanewise.expr.RowFunction;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WarmUpTest {
    private static final int N = 5_000;

    @BeforeEach
    void vectors() {
        assumeTrue(Cpu.simd());
    }

    /** Runs until the vector kernel was asked for by another thread and then, since it was fast, by this one. */
    private static void untilReady(AtomicInteger here, AtomicInteger beside, Runnable run) throws InterruptedException {
        long end = System.nanoTime() + WarmUp.PATIENCE.toNanos();
        while (here.get() == 0 && System.nanoTime() < end) {
            run.run();
            Thread.sleep(1);
        }
        assertThat(beside.get()).as("calls beside the program").isPositive();
        assertThat(here.get()).as("calls of the program").isPositive();
    }

    private static boolean isWarmUp() {
        return Thread.currentThread().getName().equals("lanewise-warm-up");
    }

    @Test
    void aMapIsScalarUntilItsVectorsAreCompiled() throws InterruptedException {
        var vector = Objects.requireNonNull(MapKernels.vector(Catalog.EXP, ElementType.F32, MapLayout.DENSE));
        var scalar = Objects.requireNonNull(MapKernels.scalar(Catalog.EXP, ElementType.F32, MapLayout.DENSE));
        var here = new AtomicInteger();
        var beside = new AtomicInteger();
        MapKernel counted = (a, ao, as, b, bo, bs, c, co, cs, d, doff, ds, out, oo, os, n, params) -> {
            (isWarmUp() ? beside : here).incrementAndGet();
            vector.run(a, ao, as, b, bo, bs, c, co, cs, d, doff, ds, out, oo, os, n, params);
        };
        var warming = new WarmingMap(counted, scalar);
        var x = Samples.moderate(ElementType.F32, N, 1);
        var expected = new float[N];
        run(scalar, x, expected);
        untilReady(here, beside, () -> {
            var out = new float[N];
            run(warming, x, out);
            assertThat(out).isEqualTo(expected);
        });
    }

    @Test
    void aKernelThatStaysSlowHoldsUpNoOther() throws InterruptedException {
        var slow = new WarmUp.Kernel(1);
        var fast = new WarmUp.Kernel(1);
        slow.use(1, () -> new WarmUp.Exercise(1e5, () -> LockSupport.parkNanos(1_000_000), () -> {}));
        fast.use(1, () -> new WarmUp.Exercise(1e9, () -> {}, () -> {}));
        long end = System.nanoTime() + WarmUp.PATIENCE.toNanos() / 2;
        while (!fast.ready() && System.nanoTime() < end) {
            Thread.sleep(1);
        }
        assertThat(fast.ready()).isTrue();
        assertThat(slow.ready()).isFalse();
    }

    private static void run(MapKernel kernel, Object x, float[] out) {
        @Nullable Object none = null;
        kernel.run(x, 0, 1, none, 0, 1, none, 0, 1, none, 0, 1, out, 0, 1, N, new double[0]);
    }

    @Test
    void rowsAreScalarUntilTheirVectorsAreCompiled() throws InterruptedException {
        var vector = Objects.requireNonNull(RowKernels.vector(RowFunction.SOFTMAX, ElementType.F32));
        var scalar = Objects.requireNonNull(RowKernels.scalar(RowFunction.SOFTMAX, ElementType.F32));
        var here = new AtomicInteger();
        var beside = new AtomicInteger();
        var warming = new WarmingRow(
                (arrays, offsets, steps, rows, n, params) -> {
                    (isWarmUp() ? beside : here).incrementAndGet();
                    vector.run(arrays, offsets, steps, rows, n, params);
                },
                scalar);
        var x = Samples.moderate(ElementType.F32, N, 1);
        var expected = new float[N];
        run(scalar, x, expected);
        untilReady(here, beside, () -> {
            var out = new float[N];
            run(warming, x, out);
            assertThat(out).isEqualTo(expected);
        });
    }

    private static void run(RowKernel kernel, Object x, float[] out) {
        kernel.run(new Object[] {x, out}, new int[2], new int[] {N / 5, N / 5}, 5, N / 5, new double[0]);
    }

    @Test
    void sumsAreScalarUntilTheirVectorsAreCompiled() throws InterruptedException {
        var vector = ReduceKernels.vector(Reduction.SUM, ElementType.F32, ReduceLayout.ROWS);
        var scalar = ReduceKernels.scalar(Reduction.SUM, ElementType.F32, ReduceLayout.ROWS);
        var here = new AtomicInteger();
        var beside = new AtomicInteger();
        var warming = new WarmingReduce(
                (in, offset, step, ld, rows, n, out, outOffset) -> {
                    (isWarmUp() ? beside : here).incrementAndGet();
                    Objects.requireNonNull(vector).run(in, offset, step, ld, rows, n, out, outOffset);
                },
                scalar,
                ReduceLayout.ROWS);
        var x = Samples.moderate(ElementType.F32, N, 1);
        var expected = new float[5];
        scalar.run(x, 0, 1, N / 5, 5, N / 5, expected, 0);
        untilReady(here, beside, () -> {
            var out = new float[5];
            warming.run(x, 0, 1, N / 5, 5, N / 5, out, 0);
            assertThat(out).isEqualTo(expected);
        });
    }
}
