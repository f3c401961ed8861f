package io.lanewise.perf;

import io.lanewise.kernels.Pool;
import io.lanewise.perf.subjects.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Times one side of one subject: {@code ./lanewise jmh SubjectBenchmark -p subject=f32_matmul_256x256x256 -p
 * side=OpenBLAS -prof gc}. The side is {@code Lanewise} or a peer's name; a peer's results are first compared with
 * Lanewise's.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseParallelGC",
            "-Dlanewise.threads=1"
        })
@Warmup(iterations = SubjectBenchmark.WARMUPS, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 50, timeUnit = TimeUnit.MILLISECONDS)
public class SubjectBenchmark {
    /** Iterations that are not measured. */
    static final int WARMUPS = 1;

    /** The side that is not a peer. */
    static final String LANEWISE = "Lanewise";

    @Param("f32_matmul_256x256x256")
    public String subject = "";

    @Param(LANEWISE)
    public String side = "";

    /** Of each iteration, the warm-up's too, whether the machine was calm before and after it. */
    static final List<Boolean> CALM = new ArrayList<>();

    private static final Calm MACHINE = new Calm();

    private Work work = () -> {};
    private boolean began;

    @Setup
    public void prepare() {
        Subject what = Topics.subject(subject);
        if (side.equals(LANEWISE)) {
            work = what.ours().get();
        } else {
            if (what.task() == null) {
                throw new IllegalArgumentException(subject + " has no task for a peer");
            }
            work = Peers.named(side).work(what.task(), Pool.threads());
            Work ours = what.ours().get();
            ours.run();
            work.run();
            Data.check(subject + " of Lanewise and " + side, ours.result(), work.result(), what.tolerance());
        }
        HotSpot.warm(work);
    }

    @Setup(Level.Iteration)
    public void await() {
        began = MACHINE.await();
    }

    @TearDown(Level.Iteration)
    public void look() {
        CALM.add(began && MACHINE.now());
    }

    @Benchmark
    public void run() {
        work.run();
    }
}
