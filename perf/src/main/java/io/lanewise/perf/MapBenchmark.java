package io.lanewise.perf;

import io.lanewise.kernels.KernelList;
import io.lanewise.kernels.KernelRun;
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

/** Any kernel of the list: {@code -p kernel=f32_gelu_dense -p elements=1024}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 5,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-XX:+UseParallelGC"})
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class MapBenchmark {
    @Param({"f32_add_dense", "f32_gelu_dense", "f32_sum_rows", "f32_softmax_row", "f32_sgd_momentum_step"})
    public String kernel = "";

    @Param({"16384"})
    public int elements;

    @Param({"true", "false"})
    public boolean vector;

    private Runnable run = () -> {};

    @Setup
    public void prepare() {
        KernelList.Entry entry = KernelList.all().stream()
                .filter(candidate -> candidate.name().toString().equals(kernel))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no kernel is called " + kernel));
        run = KernelRun.of(entry, vector, elements);
    }

    @Benchmark
    public void kernel() {
        run.run();
    }
}
