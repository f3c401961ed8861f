package io.lanewise.perf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A run of the benchmarks with one number of threads: all sides of all subjects, in several JVMs each. */
final class Comparison {
    private final int threads;
    private final int vectorBits;
    private final Consumer<String> progress;
    private final List<Peer> peers;

    /** What each JVM measured, by subject and by side. */
    private final Map<String, Map<String, List<Measured>>> measured = new HashMap<>();

    Comparison(int threads, int vectorBits, Consumer<String> progress) {
        this.threads = threads;
        this.vectorBits = vectorBits;
        this.progress = progress;
        this.peers = new ArrayList<>(
                Peers.all().stream().filter(peer -> peer.fair(vectorBits)).toList());
    }

    MachineLimits limits(Map<Topic, List<Subject>> subjects) throws IOException, InterruptedException {
        SortedSet<Integer> footprints = new TreeSet<>(List.of(MachineLimits.CACHE, MachineLimits.MEMORY));
        subjects.values().forEach(some -> some.stream()
                .filter(subject -> subject.cost().bytes() > 0)
                .forEach(subject ->
                        footprints.add(MachineLimits.footprint(subject.cost().bytes()))));
        progress.accept("limits");
        return new Forks(threads, 0).limits(footprints);
    }

    /** Measures a topic's subjects; the sides take turns, so that a machine that slows down slows all of them. */
    List<Row> run(Topic topic, List<Subject> subjects, int times, MachineLimits limits)
            throws IOException, InterruptedException {
        Forks forks = new Forks(threads, limits.flopsF32() / threads);
        for (int time = 1; time <= times; time++) {
            String where = "%s, JVM %d of %d: ".formatted(topic.name(), time, times);
            side(forks, where, SubjectBenchmark.LANEWISE, Map.of(), subjects);
            for (Peer peer : List.copyOf(peers)) {
                peer(forks, where, peer, subjects);
            }
        }
        return subjects.stream().map(subject -> row(subject, limits)).toList();
    }

    private void peer(Forks forks, String where, Peer peer, List<Subject> subjects) throws InterruptedException {
        List<Subject> common = subjects.stream()
                .filter(subject -> subject.task() != null && peer.supports(subject.task()))
                .toList();
        try {
            side(forks, where, peer.name(), peer.environment(threads, vectorBits), common);
        } catch (IOException e) {
            progress.accept("");
            System.err.println("lanewise: bench: " + where + "without " + peer.name() + ": " + e.getMessage());
        }
    }

    private void side(Forks forks, String where, String side, Map<String, String> environment, List<Subject> subjects)
            throws IOException, InterruptedException {
        if (subjects.isEmpty()) {
            return;
        }
        progress.accept(where + side);
        for (Measured some : forks.measure(side, environment, subjects)) {
            measured.computeIfAbsent(some.subject(), name -> new LinkedHashMap<>())
                    .computeIfAbsent(side, name -> new ArrayList<>())
                    .add(some);
        }
    }

    private Row row(Subject subject, MachineLimits limits) {
        Map<String, List<Double>> sides = new LinkedHashMap<>();
        Objects.requireNonNull(measured.get(subject.name())).forEach((side, of) -> sides.put(side, medians(of)));
        List<Double> times = Objects.requireNonNull(sides.get(SubjectBenchmark.LANEWISE));
        double seconds = typical(times);
        double slowest = times.stream().max(Comparator.naturalOrder()).orElseThrow();
        var fastest = sides.entrySet().stream()
                .filter(side -> !side.getKey().equals(SubjectBenchmark.LANEWISE))
                .min(Comparator.comparing(side -> typical(side.getValue())));
        @Nullable Double peer = fastest.map(side -> typical(side.getValue())).orElse(null);
        double least = limits.least(subject);
        return new Row(
                subject.kernel(),
                subject.shape(),
                subject.dtype(),
                threads,
                subject.cost().unit().toString(),
                subject.cost().speed(seconds),
                subject.cost().speed(slowest),
                fastest.map(Map.Entry::getKey).orElse(null),
                peer == null ? null : subject.cost().speed(peer),
                peer == null ? null : peer / seconds,
                least == 0 ? null : 100 * least / seconds);
    }

    /** The median of each JVM that found the machine calm, or of all if none did. */
    private static List<Double> medians(List<Measured> measured) {
        boolean anyCalm = measured.stream().anyMatch(each -> each.calm() > 0);
        return measured.stream()
                .filter(each -> !anyCalm || each.calm() > 0)
                .map(Measured::median)
                .toList();
    }

    /** The part of all measurements that were made while the machine was calm. */
    double calm() {
        return measured.values().stream()
                .flatMap(sides -> sides.values().stream())
                .flatMap(List::stream)
                .mapToDouble(each -> (double) each.calm() / each.iterations())
                .average()
                .orElse(0);
    }

    private static double typical(List<Double> times) {
        return Measured.median(times.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
