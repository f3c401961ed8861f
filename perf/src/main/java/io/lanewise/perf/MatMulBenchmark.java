package io.lanewise.perf;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.Epilogue;
import io.lanewise.kernels.MatMul;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Square f32 products, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 5,
        jvmArgsAppend = {
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseParallelGC",
            "-Dlanewise.threads=1"
        })
@Warmup(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class MatMulBenchmark {
    @Param({"64", "256", "1024"})
    public int size;

    private float[] a = {};
    private float[] b = {};
    private float[] c = {};
    private Runnable peer = () -> {};

    @Setup
    public void prepare() {
        a = new float[size * size];
        b = new float[size * size];
        c = new float[size * size];
        peer = OpenBlas.product(size, size, size);
    }

    @Benchmark
    public float lanewise() {
        MatMul.run(ElementType.F32, size, size, size, a, 0, size, 1, b, 0, size, 1, c, 0, size, Epilogue.STORE);
        return c[0];
    }

    @Benchmark
    public void openblas() {
        peer.run();
    }
}
