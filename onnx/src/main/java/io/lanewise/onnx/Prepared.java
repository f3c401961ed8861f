package io.lanewise.onnx;

import io.lanewise.graph.CaptureException;
import io.lanewise.onnx.format.OnnxNode;
import io.lanewise.onnx.operators.Body;
import io.lanewise.onnx.operators.Call;
import io.lanewise.onnx.operators.OnnxValue;
import io.lanewise.onnx.operators.Operator;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A graph whose operators were found.
 *
 * @param inputs the names of those that a caller gives, in order
 * @param constants values by name that are there before the first node
 */
record Prepared(List<String> inputs, List<String> outputs, Map<String, OnnxValue> constants, List<Step> steps) {
    /**
     * A node with what it computes.
     *
     * @param bodies the graphs among its attributes
     * @param finished names that no later node takes
     */
    record Step(OnnxNode node, Operator operator, int opset, Map<String, Prepared> bodies, List<String> finished) {
        Step withBodies(UnaryOperator<Prepared> function) {
            if (bodies.isEmpty()) {
                return this;
            }
            var changed = new HashMap<>(bodies);
            changed.replaceAll((_, body) -> function.apply(body));
            return new Step(node, operator, opset, changed, finished);
        }
    }

    /** Values by name, those of the graphs around included. */
    private static final class Environment {
        private final Map<String, OnnxValue> values;
        private final Map<String, OnnxValue> constants;
        private final @Nullable Environment outer;

        Environment(Map<String, OnnxValue> values, Map<String, OnnxValue> constants, @Nullable Environment outer) {
            this.values = values;
            this.constants = constants;
            this.outer = outer;
        }

        @Nullable
        OnnxValue find(String name) {
            var value = values.get(name);
            return value == null && outer != null ? outer.find(name) : value;
        }

        OnnxValue get(String name) {
            var value = find(name);
            if (value == null) {
                throw new OnnxException("there is no value '" + name + "'");
            }
            return value;
        }

        /** Whether a name stands for the same value in every run. */
        boolean isConstant(String name) {
            var value = values.get(name);
            return value != null ? constants.get(name) == value : outer != null && outer.isConstant(name);
        }
    }

    /** The same graph whose constants went through a function, and those of the graphs within its nodes. */
    Prepared withConstants(UnaryOperator<OnnxValue> function) {
        var changed = new HashMap<>(constants);
        changed.replaceAll((_, value) -> function.apply(value));
        return new Prepared(
                inputs,
                outputs,
                changed,
                steps.stream()
                        .map(step -> step.withBodies(body -> body.withConstants(function)))
                        .toList());
    }

    /**
     * Some of the steps as a graph of their own: it is given what they take, and gives what others need of them.
     *
     * @param last for each name the last step that takes it, or the number of steps for what this graph gives
     */
    Prepared part(int from, int until, Map<String, Integer> last) {
        var within = steps.subList(from, until);
        var made = within.stream().flatMap(step -> step.node().outputs().stream());
        var needed = made.filter(name -> last.getOrDefault(name, -1) >= until).toList();
        return new Prepared(List.of(), needed, Map.of(), within).taking(this);
    }

    /** For each name the last step that takes it, or the number of steps for what this graph gives. */
    Map<String, Integer> lastTaken() {
        var last = new HashMap<String, Integer>();
        for (int i = 0; i < steps.size(); i++) {
            int step = i;
            Preparation.taken(steps.get(i)).forEach(name -> last.put(name, step));
        }
        outputs.forEach(name -> last.put(name, steps.size()));
        return last;
    }

    /** A graph within this one that stands alone: it has the constants that it takes, and is given all else that it takes. */
    Prepared taking(Prepared outer) {
        var known = new HashSet<>(constants.keySet());
        known.addAll(inputs);
        var given = new LinkedHashSet<>(inputs);
        var found = new HashMap<>(constants);
        Consumer<String> take = name -> {
            if (!name.isEmpty() && known.add(name)) {
                var constant = outer.inputs.contains(name) ? null : outer.constants.get(name);
                if (constant == null) {
                    given.add(name);
                } else {
                    found.put(name, constant);
                }
            }
        };
        for (var step : steps) {
            Preparation.taken(step).forEach(take);
            known.addAll(step.node().outputs());
        }
        outputs.forEach(take);
        return new Prepared(List.copyOf(given), outputs, found, steps);
    }

    /** Runs all nodes in order. Those that the watch sees may be stopped by it. */
    List<OnnxValue> run(Map<String, OnnxValue> given, Watch watch) {
        return run(given, null, watch);
    }

    private List<OnnxValue> run(Map<String, OnnxValue> given, @Nullable Environment outer, Watch watch) {
        var values = new HashMap<>(constants);
        values.putAll(given);
        var environment = new Environment(values, constants, outer);
        for (var step : steps) {
            var results = watch.around(step, () -> compute(step, environment, watch));
            put(step, results, values);
            step.finished().forEach(values::remove);
        }
        return outputs.stream().map(environment::get).toList();
    }

    /** Gives a step's results their names. */
    static void put(Step step, List<OnnxValue> results, Map<String, OnnxValue> values) {
        var names = step.node().outputs();
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).isEmpty()) {
                continue;
            }
            if (i >= results.size()) {
                throw new OnnxException(step.node().title() + ": output " + i + " is not supported");
            }
            values.put(names.get(i), results.get(i));
        }
    }

    private static List<OnnxValue> compute(Step step, Environment environment, Watch watch) {
        var inputs = new ArrayList<@Nullable OnnxValue>();
        for (var name : step.node().inputs()) {
            inputs.add(name.isEmpty() ? null : environment.get(name));
        }
        return compute(step, inputs, bodies(step, environment, watch), environment::isConstant);
    }

    /** A step's results for these inputs; what goes wrong is said to go wrong there. */
    static List<OnnxValue> compute(
            Step step, List<@Nullable OnnxValue> inputs, Map<String, Body> bodies, Predicate<String> isConstant) {
        try {
            return step.operator().apply(new Call(step.node(), step.opset(), inputs, bodies, isConstant));
        } catch (OnnxException | CaptureException | StoppedException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new OnnxException(
                    step.node().title() + " (opset " + step.opset() + "): " + message(e) + "; inputs: "
                            + describe(inputs),
                    e);
        } catch (OutOfMemoryError e) { // of an array that was not made: what is there stays as it was
            throw new OnnxException(
                    step.node().title() + " (opset " + step.opset() + "): needs more memory than the heap's "
                            + (Runtime.getRuntime().maxMemory() >> 20) + " MB; inputs: " + describe(inputs),
                    e);
        }
    }

    static String message(RuntimeException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** Types and shapes, for people. */
    static String describe(Collection<? extends @Nullable OnnxValue> inputs) {
        var shapes = new ArrayList<String>();
        for (var input : inputs) {
            shapes.add(
                    switch (input) {
                        case null -> "none";
                        case OnnxValue.Dense(var tensor) -> tensor.dtype() + " " + tensor.shape();
                        case OnnxValue.Sequence(var tensors) -> "sequence of " + tensors.size();
                        case OnnxValue.Maybe _ -> "optional";
                    });
        }
        return String.join(", ", shapes);
    }

    private static Map<String, Body> bodies(Step step, Environment environment, Watch watch) {
        if (step.bodies().isEmpty()) {
            return Map.of();
        }
        var bodies = new HashMap<String, Body>();
        step.bodies()
                .forEach((name, body) -> bodies.put(name, inputs -> {
                    var given = new HashMap<String, OnnxValue>();
                    for (int i = 0; i < Math.min(inputs.size(), body.inputs().size()); i++) {
                        given.put(body.inputs().get(i), inputs.get(i));
                    }
                    return body.run(given, environment, watch);
                }));
        return bodies;
    }
}
