package io.lanewise.onnx;

import io.lanewise.kernels.WarmUp;
import io.lanewise.onnx.operators.OnnxValue;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Times the nodes of a graph while they run one by one; those within a branch or a loop count as theirs. */
final class Profile implements Watch {
    /** How long a graph warms up at least, must not have become faster at the end, and at most. */
    private static final long LEAST_NANOS = 2_000_000_000L;

    private static final long STEADY_NANOS = 1_000_000_000L;
    private static final long MOST_NANOS = 30_000_000_000L;

    private final Map<String, Kind> known = new HashMap<>();
    private final Map<Prepared.Step, List<Long>> times = new LinkedHashMap<>();
    private final Map<Prepared.Step, List<Kind>> inputs = new HashMap<>();
    private final Map<Prepared.Step, List<Kind>> outputs = new HashMap<>();
    private int depth;

    /** What a profile says of a tensor, which it does not keep. */
    private record Kind(DType dtype, Shape shape) {
        long bytes() {
            return (long) shape.elements() * dtype.bytes();
        }

        @Override
        public String toString() {
            return Arrays.stream(shape.toArray())
                    .mapToObj(Integer::toString)
                    .collect(Collectors.joining("x", dtype + "[", "]"));
        }
    }

    private Profile(Prepared graph, Map<String, OnnxValue> given) {
        graph.constants().forEach(this::know);
        given.forEach(this::know);
    }

    private void know(String name, OnnxValue value) {
        if (!name.isEmpty() && value instanceof OnnxValue.Dense(var tensor)) {
            known.put(name, new Kind(tensor.dtype(), tensor.shape()));
        }
    }

    /** The nodes in order, with the median of some runs, once the kernels are compiled. */
    static List<NodeTime> of(Prepared graph, Map<String, OnnxValue> given, int runs) {
        var profile = new Profile(graph, given);
        warm(() -> graph.run(given, profile));
        profile.times.clear();
        for (int i = 0; i < runs; i++) {
            graph.run(given, profile);
        }
        return profile.times.keySet().stream().map(profile::time).toList();
    }

    /** The median of some runs, once the kernels are compiled. */
    static long nanos(Runnable run, int runs) {
        warm(run);
        long[] nanos = new long[runs];
        for (int i = 0; i < runs; i++) {
            long start = System.nanoTime();
            run.run();
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return nanos[runs / 2];
    }

    /** Runs until the kernels are compiled: none is waited for, and a run has not become faster for a while. */
    private static void warm(Runnable run) {
        long begin = System.nanoTime();
        long gained = begin;
        long best = Long.MAX_VALUE;
        long end;
        do {
            long start = System.nanoTime();
            run.run();
            end = System.nanoTime();
            if (end - start < 0.98 * best || WarmUp.busy()) {
                gained = end;
            }
            best = Math.min(best, end - start);
        } while ((end - begin < LEAST_NANOS || end - gained < STEADY_NANOS) && end - begin < MOST_NANOS);
    }

    @Override
    public List<OnnxValue> around(Prepared.Step step, Supplier<List<OnnxValue>> run) {
        depth++;
        long start = System.nanoTime();
        var results = run.get();
        long nanos = System.nanoTime() - start;
        depth--;
        if (depth == 0) {
            times.computeIfAbsent(step, _ -> new ArrayList<>()).add(nanos);
            inputs.computeIfAbsent(step, _ -> kinds(step.node().inputs()));
            var names = step.node().outputs();
            for (int i = 0; i < Math.min(results.size(), names.size()); i++) {
                know(names.get(i), results.get(i));
            }
            outputs.computeIfAbsent(step, _ -> kinds(names));
        }
        return results;
    }

    private List<Kind> kinds(List<String> names) {
        return names.stream().map(known::get).filter(Objects::nonNull).toList();
    }

    private NodeTime time(Prepared.Step step) {
        long[] nanos = Objects.requireNonNull(times.get(step)).stream()
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        var in = inputs.getOrDefault(step, List.of());
        var out = outputs.getOrDefault(step, List.of());
        long bytes =
                Stream.concat(in.stream(), out.stream()).mapToLong(Kind::bytes).sum();
        var node = step.node();
        return new NodeTime(
                node.name().isEmpty() ? node.title() : node.name(),
                node.operator(),
                shapes(in) + " -> " + shapes(out),
                nanos[nanos.length / 2],
                flops(node.operator(), in, out),
                bytes);
    }

    private static String shapes(List<Kind> kinds) {
        return kinds.stream().map(Kind::toString).collect(Collectors.joining(" "));
    }

    private static double flops(String operator, List<Kind> in, List<Kind> out) {
        if (in.size() < 2 || out.isEmpty()) {
            return 0;
        }
        double elements = out.getFirst().shape().elements();
        var w = in.get(1).shape();
        return switch (operator) {
            case "MatMul", "MatMulInteger" ->
                2 * elements * in.getFirst().shape().dim(-1);
            // w is [k, n] or [n, k], the result [m, n].
            case "Gemm" ->
                2 * elements * w.elements() / Math.max(1, out.getFirst().shape().dim(-1));
            case "Conv", "ConvInteger" -> 2 * elements * w.elements() / Math.max(1, w.dim(0));
            default -> 0;
        };
    }
}
