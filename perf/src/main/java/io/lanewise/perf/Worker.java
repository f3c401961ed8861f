package io.lanewise.perf;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures in this JVM, which {@link Bench} started for it: {@code Worker FILE limits THREADS BYTES…} or {@code Worker
 * FILE SIDE SUBJECT…}; the file receives {@link MachineLimits} or a list of {@link Measured}.
 */
final class Worker {
    /** In place of a side: the limits of the machine. */
    static final String LIMITS = "limits";

    private Worker() {}

    public static void main(String[] args) throws IOException, RunnerException {
        Object result = args[1].equals(LIMITS)
                ? MachineLimits.measure(
                        Integer.parseInt(args[2]),
                        Stream.of(args).skip(3).map(Integer::valueOf).toList())
                : measure(args[1], Arrays.copyOfRange(args, 2, args.length));
        new ObjectMapper().writeValue(Path.of(args[0]).toFile(), result);
        System.exit(0);
    }

    /** Runs JMH without forks of its own: this JVM is the fork, and it serves all subjects of a topic. */
    private static List<Measured> measure(String side, String[] subjects) throws RunnerException {
        List<Measured> measured = new ArrayList<>();
        for (String subject : subjects) {
            SubjectBenchmark.CALM.clear();
            measured.add(measured(run(side, subject)));
        }
        return measured;
    }

    private static RunResult run(String side, String subject) throws RunnerException {
        var options = new OptionsBuilder()
                .include(SubjectBenchmark.class.getName())
                .param("subject", subject)
                .param("side", side)
                .forks(0)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        return new Runner(options).runSingle();
    }

    private static Measured measured(RunResult result) {
        double[] seconds = result.getBenchmarkResults().stream()
                .flatMap(run -> run.getIterationResults().stream())
                .mapToDouble(iteration -> 1e-9 * iteration.getPrimaryResult().getScore())
                .toArray();
        double[] calm = IntStream.range(0, seconds.length)
                .filter(i -> SubjectBenchmark.CALM.get(SubjectBenchmark.WARMUPS + i))
                .mapToDouble(i -> seconds[i])
                .toArray();
        var params = result.getParams();
        return new Measured(
                params.getParam("subject"),
                params.getParam("side"),
                calm.length == 0 ? seconds : calm,
                calm.length,
                seconds.length);
    }
}
