package io.lanewise.perf;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lanewise.kernels.Cpu;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Starts the JVMs that measure. Those of one thread are tied to one processor where the system has {@code taskset}, all
 * sides to the same.
 *
 * @param threads how many threads the measured work may use
 * @param rate the multiply-adds a second, in operations, of one of them when the machine is calm; 0 if unknown
 */
record Forks(int threads, double rate) {
    /** The collector of all of them. */
    static final String COLLECTOR = "ParallelGC";

    private static final List<String> PINNED = pinned();

    /** The limits, for subjects that go over so many bytes. */
    MachineLimits limits(Collection<Integer> footprints) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(Worker.LIMITS, Integer.toString(threads)));
        footprints.forEach(bytes -> arguments.add(bytes.toString()));
        return run(Map.of(), arguments, new TypeReference<>() {});
    }

    /** A side of subjects, with the variables that it needs. */
    List<Measured> measure(String side, Map<String, String> environment, Collection<Subject> subjects)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(side));
        subjects.forEach(subject -> arguments.add(subject.name()));
        return run(environment, arguments, new TypeReference<>() {});
    }

    private <T> T run(Map<String, String> environment, List<String> arguments, TypeReference<T> type)
            throws IOException, InterruptedException {
        Path file = Files.createTempFile("lanewise-bench", ".json");
        Path log = Files.createTempFile("lanewise-bench", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(command(file, arguments));
            builder.environment().putAll(environment);
            Process process = builder.redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Thread stop = new Thread(process::destroyForcibly);
            Runtime.getRuntime().addShutdownHook(stop);
            int status = process.waitFor();
            Runtime.getRuntime().removeShutdownHook(stop);
            if (status != 0) {
                throw new IOException("a measuring JVM ended with status " + status + ": " + reason(log));
            }
            return new ObjectMapper().readValue(file.toFile(), type);
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(log);
        }
    }

    private List<String> command(Path file, List<String> arguments) {
        List<String> command = new ArrayList<>(threads == 1 ? PINNED : List.of());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("-XX:UseAVX"))
                .forEach(command::add);
        command.addAll(List.of(
                "-XX:+Use" + COLLECTOR,
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-Dlanewise.threads=" + threads,
                "-D" + Calm.RATE + "=" + rate,
                "-D" + Task.Model.FOLDER + "=" + System.getProperty(Task.Model.FOLDER, ""),
                "-Dlanewise.simd=" + (Cpu.simd() ? Integer.toString(Cpu.vectorBits()) : "off"),
                "-classpath",
                System.getProperty("java.class.path"),
                Worker.class.getName(),
                file.toString()));
        command.addAll(arguments);
        return command;
    }

    /** The line of a log that names the cause: the last one that begins so. */
    private static String reason(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log).stream()
                .filter(line -> line.startsWith("Caused by: ") || line.startsWith("Exception in thread"))
                .toList();
        return lines.isEmpty() ? "it did not say why" : lines.getLast().strip();
    }

    /** The command that ties another to the last processor that this JVM may use; empty where there is none. */
    private static List<String> pinned() {
        try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
            String allowed = status.filter(line -> line.startsWith("Cpus_allowed_list:"))
                    .findFirst()
                    .orElse("");
            String last = allowed.replaceFirst(".*\\D", "");
            boolean has = Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, "taskset")));
            return has && !last.isEmpty() ? List.of("taskset", "-c", last) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    static String pinning() {
        return PINNED.isEmpty() ? "none" : "one thread: processor " + PINNED.getLast() + "; more: all";
    }
}
