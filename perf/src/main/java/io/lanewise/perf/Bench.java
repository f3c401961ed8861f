package io.lanewise.perf;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.lanewise.kernels.Cpu;
import io.lanewise.perf.subjects.Topics;
import io.lanewise.tensor.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** {@code lanewise bench}: the kernels beside the limits of this machine and beside native libraries. */
@Command(
        name = "lanewise bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures Lanewise and native libraries on the same work, in several JVMs one after the other.",
            "ours, peer: the median; the peer is the fastest that is there.  worst: the slowest JVM.",
            "ratio: ours to the peer's.  limit: ours in percent of what this machine was measured to do at best."
        })
public final class Bench implements Callable<Integer> {
    @Option(
            names = "--only",
            paramLabel = "PATTERN",
            description = "A regular expression that a topic/name contains, as --list shows them;"
                    + " default: a choice from every topic.")
    private @Nullable String only;

    @Option(names = "--list", description = "Names what can be measured, and ends.")
    private boolean list;

    @Option(names = "--forks", paramLabel = "N", description = "JVMs for each side; default: ${DEFAULT-VALUE}.")
    private int forks = 3;

    @Option(
            names = "--threads",
            paramLabel = "N",
            split = ",",
            description = "Numbers of threads, or all; default: one, and all for a choice.")
    private List<String> threads = List.of();

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the table as a list of JSON objects.")
    private @Nullable Path json;

    @Option(
            names = "--chart",
            paramLabel = "FILE",
            description = "Draws the roofline of the runs on one thread, or of the first number; .svg or .png.")
    private @Nullable Path chart;

    @Option(
            names = "--peers",
            description =
                    "Fetches and uses the large libraries oneDNN, libtorch and ONNX Runtime, and models; once fetched,"
                            + " they are used always.")
    private boolean peers;

    private Bench() {}

    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT);
        System.setProperty("java.awt.headless", "true");
        System.exit(new CommandLine(new Bench())
                .setExecutionExceptionHandler((e, _, _) -> {
                    System.err.println("lanewise: bench: " + e.getMessage());
                    return 1;
                })
                .execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Map<Topic, List<Subject>> chosen = chosen();
        if (list) {
            chosen.forEach(
                    (topic, subjects) -> subjects.forEach(s -> System.out.println(topic.name() + "/" + s.name())));
            return 0;
        }
        List<Integer> counts = counts();
        checkFiles();
        Report.machine().forEach((name, value) -> System.out.println(name + ": " + value));
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < counts.size(); i++) {
            boolean first = i == 0;
            Map<Topic, List<Subject>> subjects =
                    first || !threads.isEmpty() || only != null ? chosen : parallel(chosen);
            if (!subjects.isEmpty()) {
                measure(counts.get(i), subjects, first, rows);
            }
        }
        return 0;
    }

    /** Measures topic after topic, and shows and saves each at once: a run that is stopped after hours leaves the others. */
    private void measure(int count, Map<Topic, List<Subject>> subjects, boolean draw, List<Row> all)
            throws IOException, InterruptedException {
        Progress progress = new Progress();
        Comparison comparison = new Comparison(count, Cpu.vectorBits(), progress::show);
        MachineLimits limits = comparison.limits(subjects);
        progress.show("");
        Report.limits(count, limits);
        Report.head();
        Map<Topic, List<Subject>> measured = new LinkedHashMap<>();
        List<Row> rows = new ArrayList<>();
        for (var topic : subjects.entrySet()) {
            List<Row> some = comparison.run(topic.getKey(), topic.getValue(), forks, limits);
            progress.show("");
            Report.rows(some);
            measured.put(topic.getKey(), topic.getValue());
            rows.addAll(some);
            all.addAll(some);
            save(all);
            if (draw && chart != null) {
                AtomicFile.write(chart, Roofline.draw(chart, limits, measured, rows));
            }
        }
        Report.calm(comparison.calm());
    }

    private void save(List<Row> rows) throws IOException {
        if (json != null) {
            AtomicFile.write(
                    json,
                    new ObjectMapper()
                            .enable(SerializationFeature.INDENT_OUTPUT)
                            .writeValueAsBytes(rows));
        }
    }

    /** What is to be measured, by topic. */
    private Map<Topic, List<Subject>> chosen() {
        Pattern pattern = pattern();
        Map<Topic, List<Subject>> chosen = filtered(
                Topics.all(),
                (topic, subject) -> pattern == null
                        ? subject.everyday()
                        : pattern.matcher(topic.name() + "/" + subject.name()).find());
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("--only " + only + ": nothing has such a name; see --list --only .");
        }
        return chosen;
    }

    private static Map<Topic, List<Subject>> parallel(Map<Topic, List<Subject>> subjects) {
        return filtered(List.copyOf(subjects.keySet()), (_, subject) -> subject.everyday() && subject.parallel());
    }

    private interface Filter {
        boolean takes(Topic topic, Subject subject);
    }

    private static Map<Topic, List<Subject>> filtered(List<Topic> topics, Filter filter) {
        Map<Topic, List<Subject>> filtered = new LinkedHashMap<>();
        for (Topic topic : topics) {
            List<Subject> some = topic.subjects().get().stream()
                    .filter(subject -> filter.takes(topic, subject))
                    .toList();
            if (!some.isEmpty()) {
                filtered.put(topic, some);
            }
        }
        return filtered;
    }

    private @Nullable Pattern pattern() {
        try {
            return only == null ? null : Pattern.compile(only);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "--only " + only + " is no regular expression: " + e.getDescription(), e);
        }
    }

    private List<Integer> counts() {
        if (forks < 1) {
            throw new IllegalArgumentException("--forks " + forks + ": expected 1 or more");
        }
        List<String> texts = !threads.isEmpty() ? threads : only == null ? List.of("1", "all") : List.of("1");
        return texts.stream().map(Bench::count).distinct().toList();
    }

    private static int count(String text) {
        if (text.equals("all")) {
            return Cpu.cores();
        }
        if (!text.matches("[1-9][0-9]{0,3}") || Integer.parseInt(text) > Cpu.cores()) {
            throw new IllegalArgumentException(
                    "--threads %s: expected numbers from 1 to %d, or all".formatted(text, Cpu.cores()));
        }
        return Integer.parseInt(text);
    }

    /** Before minutes of measuring, not after. */
    private void checkFiles() {
        for (Path file : json == null
                ? chart == null ? List.<Path>of() : List.of(chart)
                : chart == null ? List.of(json) : List.of(json, chart)) {
            Path folder = file.toAbsolutePath().getParent();
            if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(file)) {
                throw new IllegalArgumentException(file + ": expected a file in a folder that exists");
            }
        }
        if (chart != null && !chart.toString().matches(".*\\.(svg|png)")) {
            throw new IllegalArgumentException("--chart " + chart + ": expected a name that ends in .svg or .png");
        }
    }
}
