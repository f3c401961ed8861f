package io.lanewise.conformance;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lanewise.conformance.Runner.Outcome;
import io.lanewise.conformance.Runner.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The results of a run, counted and written down. */
final class Report {
    private final List<Result> results = new ArrayList<>();

    void add(Result result) {
        results.add(result);
    }

    List<Result> failures() {
        return results.stream().filter(r -> r.outcome() == Outcome.FAILED).toList();
    }

    /** The operators with at least one case that is not missing, their variants not counted. */
    Set<String> operators() {
        var there = new HashSet<String>();
        results.stream()
                .filter(r -> r.outcome() != Outcome.MISSING)
                .forEach(r -> there.add(withoutVariant(r.operator())));
        return there;
    }

    /** The part of the cases of {@link #operators} that passed; their missing cases count as failed. */
    double passRate() {
        var there = operators();
        var cases = results.stream()
                .filter(r -> there.contains(withoutVariant(r.operator())))
                .toList();
        long passed = cases.stream().filter(r -> r.outcome() == Outcome.PASSED).count();
        return cases.isEmpty() ? 0 : (double) passed / cases.size();
    }

    private static String withoutVariant(String operator) {
        int at = operator.indexOf("__", 2);
        return at < 0 || operator.endsWith("__") ? operator : operator.substring(0, at);
    }

    /** A line for each group and a total. */
    String summary() {
        var groups = new TreeMap<String, Map<Outcome, Integer>>();
        var total = new EnumMap<Outcome, Integer>(Outcome.class);
        for (var result : results) {
            groups.computeIfAbsent(result.group(), _ -> new EnumMap<>(Outcome.class))
                    .merge(result.outcome(), 1, Integer::sum);
            total.merge(result.outcome(), 1, Integer::sum);
        }
        var text = new StringBuilder("Conformance with PyTorch: cases passed / failed / not there\n");
        groups.forEach((name, counts) -> text.append(line(name, counts)));
        text.append(line("total", total));
        text.append("  %d operators, of whose cases %.2f%% pass%n"
                .formatted(operators().size(), 100 * passRate()));
        return text.toString();
    }

    private static String line(String name, Map<Outcome, Integer> counts) {
        return String.format(
                Locale.ROOT,
                "  %-24s %6d %6d %6d%n",
                name,
                counts.getOrDefault(Outcome.PASSED, 0),
                counts.getOrDefault(Outcome.FAILED, 0),
                counts.getOrDefault(Outcome.MISSING, 0));
    }

    /** Each case's id, outcome and reason. */
    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        var cases = new ArrayList<Map<String, String>>();
        for (var result : results) {
            var entry = new LinkedHashMap<String, String>();
            entry.put("id", result.id());
            entry.put("outcome", result.outcome().name().toLowerCase(Locale.ROOT));
            entry.put("reason", result.reason());
            cases.add(entry);
        }
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), cases);
    }

    /** The passed cases, a line for each operator and element type: {@code add/float32 0 2 3}. */
    List<String> passedLines() {
        var lines = new LinkedHashMap<String, StringBuilder>();
        for (var result : results) {
            if (result.outcome() == Outcome.PASSED) {
                int slash = result.id().lastIndexOf('/');
                lines.computeIfAbsent(result.id().substring(0, slash), StringBuilder::new)
                        .append(' ')
                        .append(result.id().substring(slash + 1));
            }
        }
        return lines.values().stream().map(StringBuilder::toString).toList();
    }

    /** The cases of {@link #passedLines} that this run had and that did not pass. */
    List<Result> lost(List<String> passedBefore) {
        var ids = new HashSet<String>();
        for (var line : passedBefore) {
            var parts = line.split(" ");
            for (int i = 1; i < parts.length; i++) {
                ids.add(parts[0] + "/" + parts[i]);
            }
        }
        return results.stream()
                .filter(r -> r.outcome() != Outcome.PASSED && ids.contains(r.id()))
                .toList();
    }
}
