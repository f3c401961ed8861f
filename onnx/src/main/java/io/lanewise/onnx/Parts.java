package io.lanewise.onnx;

import io.lanewise.onnx.operators.Body;
import io.lanewise.onnx.operators.OnnxValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A graph that is cut at steps that take decisions by what was computed, as a branch or a loop does, or a result whose
 * size they are. What stands between them are programs, and so are the graphs within them.
 */
final class Parts {
    private final Prepared graph;
    private final Map<String, Integer> last;
    private final List<Part> parts = new ArrayList<>();

    /**
     * Some of the steps.
     *
     * @param finished names that no later part takes
     */
    private record Part(Prepared steps, Run run, List<String> finished) {}

    @FunctionalInterface
    private interface Run {
        List<OnnxValue> run(Map<String, OnnxValue> given, Supervision supervision);
    }

    /** Cuts the graph of some programs before and after each of some steps, given in order. */
    Parts(Programs programs, List<Integer> decisions) {
        this.graph = programs.graph();
        this.last = graph.lastTaken();
        int from = 0;
        for (int step : decisions) {
            addProgram(programs, from, step);
            var decision = graph.part(step, step + 1, last);
            add(decision, new Decision(decision, programs)::run, step, step + 1);
            from = step + 1;
        }
        addProgram(programs, from, graph.steps().size());
    }

    private void addProgram(Programs programs, int from, int until) {
        if (from < until) {
            var part = graph.part(from, until, last);
            add(part, (from == 0 ? programs.first(part) : programs.of(part))::run, from, until);
        }
    }

    private void add(Prepared part, Run run, int from, int until) {
        var finished = Stream.concat(part.inputs().stream(), part.outputs().stream());
        parts.add(new Part(
                part,
                run,
                finished.filter(name -> last.getOrDefault(name, 0) < until).toList()));
    }

    List<OnnxValue> run(Map<String, OnnxValue> given, Supervision supervision) {
        var values = new HashMap<>(given);
        for (var part : parts) {
            var results = part.run.run(some(part.steps.inputs(), values), supervision);
            for (int i = 0; i < results.size(); i++) {
                values.put(part.steps.outputs().get(i), results.get(i));
            }
            part.finished.forEach(values::remove);
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
