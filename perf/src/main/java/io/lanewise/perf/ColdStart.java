package io.lanewise.perf;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lanewise.kernels.Cpu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code lanewise cold-start}: how long a fresh JVM takes for the first answer of a network of two layers, and how long
 * to full speed, without and with the JDK's AOT cache. Each JVM runs {@link FirstCall}; figures are medians of several.
 */
public final class ColdStart {
    private static final int TIMES = 7;

    private static final Map<String, String> LABELS = new TreeMap<>(Map.of(
            "1 process", "whole process, one answer, ms",
            "2 model", "making the model, ms",
            "3 first", "the first answer, ms",
            "4 calls", "answers before full speed",
            "5 full", "time to full speed, ms",
            "6 steady", "an answer at full speed, us"));

    private ColdStart() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path cache = Files.createTempDirectory("lanewise-cold").resolve("lanewise.aot");
        try {
            output(List.of("-XX:AOTCacheOutput=" + cache), List.of());
            Map<String, List<Double>> without = measure(List.of());
            Map<String, List<Double>> with = measure(List.of("-XX:AOTCache=" + cache));
            print(without, with);
        } finally {
            Files.deleteIfExists(cache);
            Files.deleteIfExists(cache.getParent());
        }
    }

    private static void print(Map<String, List<Double>> without, Map<String, List<Double>> with) {
        System.out.printf("%s, %d processors, JDK %s%n", Cpu.model(), Cpu.cores(), Runtime.version());
        System.out.printf("%-32s %20s %20s%n", "median (worst) of " + TIMES + " JVMs", "plain", "AOT cache");
        LABELS.forEach((key, label) -> {
            String name = key.substring(2);
            System.out.printf("%-32s %20s %20s%n", label, summary(without.get(name)), summary(with.get(name)));
        });
    }

    private static String summary(@Nullable List<Double> values) {
        if (values == null) {
            return "";
        }
        double[] all = values.stream().mapToDouble(Double::doubleValue).toArray();
        double worst = values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        return "%.0f (%.0f)".formatted(Measured.median(all), worst);
    }

    private static Map<String, List<Double>> measure(List<String> options) throws IOException, InterruptedException {
        Map<String, List<Double>> figures = new TreeMap<>();
        for (int i = 0; i < TIMES; i++) {
            long start = System.nanoTime();
            output(options, List.of("once"));
            add(figures, "process", 1e-6 * (System.nanoTime() - start));
            FirstCall.Figures one = new ObjectMapper().readValue(output(options, List.of()), FirstCall.Figures.class);
            add(figures, "model", one.model());
            add(figures, "first", one.first());
            add(figures, "calls", one.calls());
            add(figures, "full", one.full());
            add(figures, "steady", one.steady());
        }
        return figures;
    }

    private static void add(Map<String, List<Double>> figures, String name, double value) {
        figures.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }

    /** The last line that a fresh JVM prints. */
    private static String output(List<String> options, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of(
                "--add-modules=jdk.incubator.vector",
                "-classpath",
                System.getProperty("java.class.path"),
                FirstCall.class.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String last;
        try (Stream<String> lines = process.inputReader().lines()) {
            last = lines.filter(line -> line.startsWith("{")).reduce("", (_, line) -> line);
        }
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException("cold-start: a JVM ended with status " + status);
        }
        return last;
    }
}
