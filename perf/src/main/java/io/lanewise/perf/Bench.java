package io.lanewise.perf;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.lanewise.kernels.Cpu;
import io.lanewise.kernels.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lanewise bench}: the kernels beside the limits of this machine and beside OpenBLAS, on one thread. */
@Command(
        name = "lanewise bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures kernels on one thread, in several JVMs one after the other.",
            "limit: the time that the operations or the bytes would take at this machine's best, in percent.",
            "worst: the same of the slowest JVM.  peer: how many times as fast as OpenBLAS."
        })
public final class Bench implements Callable<Integer> {
    @Option(
            names = "--only",
            paramLabel = "PATTERN",
            description = "A regular expression that the names of the kernels contain; default: ${DEFAULT-VALUE}.")
    private String only =
            "matmul|f32_(add|mul|exp|tanh|gelu|relu|sum|softmax|cross_entropy|sgd|adamw)\\w*_(dense|rows|row|step)$";

    @Option(names = "--forks", description = "The number of JVMs; default: ${DEFAULT-VALUE}.")
    private int forks = 3;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures to a file as well.")
    private @Nullable Path json;

    private Bench() {}

    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT);
        System.exit(new CommandLine(new Bench())
                .setExecutionExceptionHandler((e, _, _) -> {
                    System.err.println("lanewise: bench: " + e.getMessage());
                    return 1;
                })
                .execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        checkOptions();
        Map<String, Object> machine = machine();
        machine.forEach((name, value) -> System.out.println(name + ": " + value));
        List<List<Result>> runs = new ArrayList<>();
        for (int i = 0; i < forks; i++) {
            runs.add(fork());
        }
        List<Result> results = merge(runs);
        print(results);
        if (json != null) {
            machine.put("results", results);
            Files.writeString(
                    json,
                    new ObjectMapper()
                            .enable(SerializationFeature.INDENT_OUTPUT)
                            .writeValueAsString(machine));
        }
        return 0;
    }

    private void checkOptions() {
        try {
            Pattern pattern = Pattern.compile(only);
            if (Subject.all().stream()
                    .noneMatch(subject -> pattern.matcher(subject.name()).find())) {
                throw new IllegalArgumentException("no kernel's name contains " + only);
            }
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "--only " + only + " is no regular expression: " + e.getDescription(), e);
        }
        if (forks < 1) {
            throw new IllegalArgumentException("--forks " + forks + ": expected 1 or more");
        }
    }

    private static Map<String, Object> machine() {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("cpu", Cpu.model());
        machine.put("java", System.getProperty("java.vm.name") + " " + Runtime.version() + ", ParallelGC");
        machine.put("vectors", Cpu.explanation());
        machine.put("limit_f32_gflops", round(Limits.flopsF32() / 1e9));
        machine.put("limit_f64_gflops", round(Limits.flopsF64() / 1e9));
        machine.put("limit_copy_64KB_gbytes", round(Limits.copyBytes(64 << 10) / 1e9));
        machine.put("limit_copy_256MB_gbytes", round(Limits.copyBytes(256 << 20) / 1e9));
        return machine;
    }

    private static double round(double value) {
        return Math.round(10 * value) / 10.0;
    }

    /** Measures in a new JVM. */
    private List<Result> fork() throws IOException, InterruptedException {
        Path file = Files.createTempFile("lanewise-bench", ".json");
        try {
            ProcessBuilder builder = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseParallelGC",
                    "--add-modules=jdk.incubator.vector",
                    "--enable-native-access=ALL-UNNAMED",
                    "-Dlanewise.threads=1",
                    "-Dlanewise.simd=" + (Cpu.simd() ? Integer.toString(Cpu.vectorBits()) : "off"),
                    "-classpath",
                    System.getProperty("java.class.path"),
                    Worker.class.getName(),
                    only,
                    file.toString());
            int status = builder.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IOException("a measuring JVM ended with status " + status);
            }
            return new ObjectMapper().readValue(file.toFile(), new TypeReference<List<Result>>() {});
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Of each subject the JVM in the middle, with the percentage of the slowest. */
    private static List<Result> merge(List<List<Result>> runs) {
        List<Result> merged = new ArrayList<>();
        for (int i = 0; i < runs.getFirst().size(); i++) {
            int at = i;
            List<Result> same = runs.stream()
                    .map(run -> run.get(at))
                    .sorted(Comparator.comparing(Result::percent))
                    .toList();
            Result middle = same.get(same.size() / 2);
            merged.add(new Result(
                    middle.name(),
                    middle.gflops(),
                    middle.gbytes(),
                    middle.percent(),
                    same.getFirst().percent(),
                    middle.peerRatio()));
        }
        return merged;
    }

    private static void print(List<Result> results) {
        System.out.printf("%-32s %9s %9s %7s %7s %6s%n", "kernel", "GFLOP/s", "GB/s", "limit", "worst", "peer");
        for (Result result : results) {
            String peer = result.peerRatio() == null ? "" : "%.2f".formatted(result.peerRatio());
            System.out.printf(
                    "%-32s %9.1f %9.1f %6.0f%% %6.0f%% %6s%n",
                    result.name(), result.gflops(), result.gbytes(), result.percent(), result.worstPercent(), peer);
        }
    }
}
