package io.lanewise.perf;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lanewise.kernels.Cpu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code lanewise cold-start}: how long a fresh JVM takes for its first answers, without and with the JDK's AOT cache or
 * an archive of classes: of a network of two layers ({@link FirstCall}), up to its full speed, and where models were
 * fetched, of a sentence's embedding ({@link FirstEmbedding}) beside ONNX Runtime's. Figures are medians of several JVMs,
 * which take turns.
 */
public final class ColdStart {
    private static final int TIMES = 7;
    private static final String PEER = "io.lanewise.perf.peers.OnnxRuntimeEmbedding";

    /** What a whole process took, beside what a program says of itself. */
    private static final String PROCESS = "process";

    private ColdStart() {}

    /**
     * A program to start.
     *
     * @param name of the library that it uses
     * @param type the class
     * @param once the arguments with which it ends after one answer
     * @param more the arguments with which it goes on to its full speed; null where it has none
     */
    private record Program(
            String name,
            String type,
            List<String> once,
            @Nullable List<String> more) {}

    /** A program with options of the JVM; {@code figures} are what its JVMs found, by name. */
    private record Column(String title, Program program, List<String> options, Map<String, List<Double>> figures) {
        Column(String title, Program program, List<String> options) {
            this(title, program, options, new TreeMap<>());
        }
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        System.out.printf("%s, %d processors, JDK %s%n", Cpu.model(), Cpu.cores(), Runtime.version());
        network();
        Path model = Path.of(System.getProperty(Task.Model.FOLDER, ""), "all-MiniLM-L6-v2");
        if (Files.isDirectory(model)) {
            System.out.println();
            embedding(List.of(model.toString()));
        }
    }

    private static void network() throws IOException, InterruptedException {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(PROCESS, "whole process, one answer, ms");
        labels.put("model", "making the model, ms");
        labels.put("first", "the first answer, ms");
        labels.put("calls", "answers before full speed");
        labels.put("full", "time to full speed, ms");
        labels.put("steady", "an answer at full speed, us");
        table(labels, List.of(new Program("Lanewise", FirstCall.class.getName(), List.of("once"), List.of())));
    }

    private static void embedding(List<String> model) throws IOException, InterruptedException {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(PROCESS, "java to the first embedding, ms");
        labels.put("load", "loading the model, ms");
        labels.put("first", "the first embedding, ms");
        table(
                labels,
                List.of(
                        new Program("Lanewise", FirstEmbedding.class.getName(), model, null),
                        new Program("ONNX Runtime", PEER, model, null)));
    }

    private static void table(Map<String, String> labels, List<Program> programs)
            throws IOException, InterruptedException {
        Path caches = Files.createTempDirectory("lanewise-cold");
        try {
            List<Column> columns = new ArrayList<>();
            for (Program program : programs) {
                Path cache = caches.resolve(columns.size() + ".aot");
                Path archive = caches.resolve(columns.size() + ".jsa");
                output(program, List.of("-XX:AOTCacheOutput=" + cache), program.once());
                output(program, List.of("-XX:ArchiveClassesAtExit=" + archive), program.once());
                columns.add(new Column(program.name(), program, List.of()));
                columns.add(new Column("AOT cache", program, List.of("-XX:AOTCache=" + cache)));
                columns.add(new Column("class archive", program, List.of("-XX:SharedArchiveFile=" + archive)));
            }
            for (int i = 0; i < TIMES; i++) {
                for (Column column : columns) {
                    measure(column);
                }
            }
            checkAnswers(columns);
            print(labels, columns);
        } finally {
            try (Stream<Path> files = Files.list(caches)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(caches);
        }
    }

    /** All must have computed the same, where they say what. */
    private static void checkAnswers(List<Column> columns) {
        double[] answers = columns.stream()
                .flatMap(column -> column.figures().getOrDefault("answer", List.of()).stream())
                .mapToDouble(Double::doubleValue)
                .toArray();
        for (double answer : answers) {
            Data.check("an embedding's first element", new double[] {answer}, new double[] {answers[0]}, 1e-3);
        }
    }

    private static void print(Map<String, String> labels, List<Column> columns) {
        System.out.printf("%-32s", "median (worst) of " + TIMES + " JVMs");
        columns.forEach(column -> System.out.printf(" %14s", column.title()));
        System.out.println();
        labels.forEach((name, label) -> {
            System.out.printf("%-32s", label);
            columns.forEach(column ->
                    System.out.printf(" %14s", summary(column.figures().get(name))));
            System.out.println();
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

    private static void measure(Column column) throws IOException, InterruptedException {
        Program program = column.program();
        long start = System.nanoTime();
        String said = output(program, column.options(), program.once());
        add(column, PROCESS, 1e-6 * (System.nanoTime() - start));
        if (program.more() != null) {
            said = output(program, column.options(), program.more());
        }
        Map<String, Double> figures = new ObjectMapper().readValue(said, new TypeReference<>() {});
        figures.forEach((name, value) -> add(column, name, value));
    }

    private static void add(Column column, String name, double value) {
        column.figures().computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }

    /** The last line of JSON that a fresh JVM prints. */
    private static String output(Program program, List<String> options, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of(
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-classpath",
                System.getProperty("java.class.path"),
                program.type()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(Map.of("DJL_OFFLINE", "true", "OPT_OUT_TRACKING", "true"));
        Process process = builder.start();
        String last;
        try (Stream<String> lines = process.inputReader().lines()) {
            last = lines.filter(line -> line.startsWith("{")).reduce("", (_, line) -> line);
        }
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException("cold-start: a JVM of " + program.type() + " ended with status " + status);
        }
        return last;
    }
}
