package io.lanewise.cli;

import io.lanewise.kernels.Cpu;
import io.lanewise.kernels.Limits;
import io.lanewise.kernels.Pool;
import io.lanewise.tensor.Backend;
import io.lanewise.tensor.Tensor;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what the engine found on this machine. */
@Command(name = "info", description = "Print what the engine found on this machine and which kernels it chose.")
final class InfoCommand implements Callable<Integer> {
    private static final int IN_CACHE = 64 << 10;
    private static final int OUT_OF_CACHE = 128 << 20;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final Threads threads = new Threads();

    @Override
    public Integer call() throws Exception {
        threads.check(Objects.requireNonNull(spec));
        return threads.run(this::run);
    }

    private int run() {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        print(out, "Java", System.getProperty("java.vm.name") + " " + Runtime.version());
        print(out, "CPU", Cpu.model() + ", " + Cpu.cores() + (Cpu.cores() == 1 ? " core" : " cores"));
        print(out, "Vector API", (Cpu.simd() ? "on: " : "off: ") + Cpu.explanation());
        print(
                out,
                "Vectors",
                Cpu.vectorBits() + " bits, " + Cpu.registers() + " registers, "
                        + (Cpu.hasFma() ? "with FMA" : "without FMA"));
        print(
                out,
                "Caches",
                "L1 %d KB, L2 %d KB, L3 %d KB"
                        .formatted(Cpu.l1Bytes() >> 10, Cpu.l2Bytes() >> 10, Cpu.l3Bytes() >> 10));
        print(out, "Threads", Integer.toString(Pool.threads()));
        print(out, "Backends", backends());
        print(out, "Heap", Runtime.getRuntime().maxMemory() / (1 << 20) + " MB at most");
        print(
                out,
                "FMA",
                "%.1f GFLOP/s in f32, %.1f in f64, one thread"
                        .formatted(Limits.flopsF32() / 1e9, Limits.flopsF64() / 1e9));
        print(
                out,
                "Memory",
                "%.1f GB/s copied within %d KB, %.1f within %d MB, one thread"
                        .formatted(
                                Limits.copyBytes(IN_CACHE) / 1e9,
                                IN_CACHE >> 10,
                                Limits.copyBytes(OUT_OF_CACHE) / 1e9,
                                OUT_OF_CACHE >> 20));
        return 0;
    }

    private static String backends() {
        var names = ServiceLoader.load(Backend.class).stream()
                .map(backend -> ", " + backend.get().name())
                .collect(Collectors.joining());
        return Tensor.of(0f).backend().name() + names;
    }

    private static void print(PrintWriter out, String name, String value) {
        out.println("%-12s %s".formatted(name, value));
    }
}
