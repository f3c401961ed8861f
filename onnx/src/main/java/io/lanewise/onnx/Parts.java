package io.lanewise.onnx;

import io.lanewise.onnx.operators.Body;
import io.lanewise.onnx.operators.OnnxValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A graph that is cut at a step that takes decisions by what was computed, as a branch or a loop does, or a result whose
 * size they are. What stands before it and after it are programs, and so are the graphs within it.
 */
final class Parts {
    private final Prepared graph;
    private final List<Part> parts = new ArrayList<>();

    /**
     * Some of the steps.
     *
     * @param needed what later steps take, or the graph gives
     */
    private record Part(Prepared steps, Run run, Set<String> needed) {}

    @FunctionalInterface
    private interface Run {
        List<OnnxValue> run(Map<String, OnnxValue> given, Supervision supervision);
    }

    /** Cuts the graph of some programs before a step and after it. */
    Parts(Programs programs, int step) {
        this.graph = programs.graph();
        int size = graph.steps().size();
        if (step > 0) {
            var before = graph.part(0, step);
            add(before, programs.of(before)::run, step);
        }
        var decision = graph.part(step, step + 1);
        add(decision, new Decision(decision, programs)::run, step + 1);
        if (step + 1 < size) {
            var after = graph.part(step + 1, size);
            add(after, programs.of(after)::run, size);
        }
    }

    private void add(Prepared part, Run run, int until) {
        var needed = new HashSet<>(graph.outputs());
        graph.steps().subList(until, graph.steps().size()).forEach(step -> needed.addAll(Preparation.taken(step)));
        parts.add(new Part(part, run, needed));
    }

    List<OnnxValue> run(Map<String, OnnxValue> given, Supervision supervision) {
        var values = new HashMap<>(given);
        for (var part : parts) {
            var results = part.run.run(some(part.steps.inputs(), values), supervision);
            for (int i = 0; i < results.size(); i++) {
                values.put(part.steps.outputs().get(i), results.get(i));
            }
            values.keySet().retainAll(part.needed);
        }
        return graph.outputs().stream().map(name -> value(name, values)).toList();
    }

    private Map<String, OnnxValue> some(List<String> names, Map<String, OnnxValue> values) {
        var found = new LinkedHashMap<String, OnnxValue>();
        names.forEach(name -> found.put(name, value(name, values)));
        return found;
    }

    private OnnxValue value(String name, Map<String, OnnxValue> values) {
        var value = values.getOrDefault(name, graph.constants().get(name));
        if (value == null) {
            throw new OnnxException("there is no value '" + name + "'");
        }
        return value;
    }

    /** The step at which a graph is cut. */
    private static final class Decision {
        private final Prepared part;
        private final Prepared.Step step;
        private final Map<String, Within> within = new HashMap<>();

        Decision(Prepared part, Programs programs) {
            this.part = part;
            this.step = part.steps().getFirst();
            step.bodies().forEach((name, body) -> {
                int arguments = body.inputs().size();
                within.put(name, new Within(programs.of(body.taking(part)), arguments));
            });
        }

        List<OnnxValue> run(Map<String, OnnxValue> given, Supervision supervision) {
            var values = new HashMap<>(part.constants());
            values.putAll(given);
            var inputs = new ArrayList<@Nullable OnnxValue>();
            step.node().inputs().forEach(name -> inputs.add(values.get(name)));
            var bodies = new HashMap<String, Body>();
            within.forEach((name, body) -> bodies.put(name, arguments -> body.run(arguments, values, supervision)));
            var results = supervision.around(
                    step, () -> Prepared.compute(step, inputs, bodies, part.constants()::containsKey));
            Prepared.put(step, results, values);
            return part.outputs().stream().map(values::get).toList();
        }
    }

    /**
     * A graph within a step.
     *
     * @param arguments how many of its inputs the step gives; the others are of the graph around it
     */
    private record Within(Programs programs, int arguments) {
        List<OnnxValue> run(List<OnnxValue> given, Map<String, OnnxValue> around, Supervision supervision) {
            var names = programs.graph().inputs();
            var values = new LinkedHashMap<String, OnnxValue>();
            for (int i = 0; i < names.size(); i++) {
                boolean isGiven = i < arguments;
                if (!isGiven || i < given.size()) {
                    values.put(names.get(i), isGiven ? given.get(i) : around.get(names.get(i)));
                }
            }
            return programs.run(values, supervision);
        }
    }
}
