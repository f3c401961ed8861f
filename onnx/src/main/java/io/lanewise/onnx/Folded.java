package io.lanewise.onnx;

import io.lanewise.onnx.operators.OnnxValue;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Scope;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Computes once what depends on constants alone, and leaves out what nobody needs, also in the graphs within nodes. */
final class Folded {
    /** Results with more elements than this, and than the inputs they are made of, are computed in each run instead. */
    private static final int MOST_ELEMENTS = 1 << 20;

    private static final Set<String> RANDOM = Set.of(
            "RandomNormal", "RandomUniform", "RandomNormalLike", "RandomUniformLike", "Multinomial", "Bernoulli");

    private final Map<String, OnnxValue> constants;
    private final Set<String> varying;
    private final List<Prepared.Step> left = new ArrayList<>();

    private Folded(Prepared graph) {
        this.constants = new HashMap<>(graph.constants());
        this.varying = new HashSet<>(graph.inputs());
        // An initializer that is also an input is a default, which a caller may replace.
        graph.inputs().stream().filter(constants::containsKey).forEach(varying::add);
    }

    static Prepared of(Prepared graph) {
        var folded = new Folded(graph);
        try (var _ = GradMode.noGrad();
                var _ = Scope.suspend()) {
            graph.steps().forEach(folded::step);
        }
        var steps = needed(folded.left, graph.outputs());
        var names = new HashSet<>(graph.outputs());
        steps.forEach(step -> names.addAll(Preparation.taken(step)));
        folded.constants.keySet().retainAll(names);
        return new Prepared(graph.inputs(), graph.outputs(), folded.constants, steps);
    }

    private void step(Prepared.Step step) {
        var results = isConstant(step) ? compute(step) : null;
        if (results == null) {
            left.add(step.withBodies(Folded::of));
            varying.addAll(step.node().outputs());
            return;
        }
        for (int i = 0; i < Math.min(results.size(), step.node().outputs().size()); i++) {
            constants.put(step.node().outputs().get(i), results.get(i));
        }
    }

    private boolean isConstant(Prepared.Step step) {
        return step.bodies().isEmpty()
                && !RANDOM.contains(step.node().operator())
                && step.node().inputs().stream()
                        .allMatch(name -> name.isEmpty() || constants.containsKey(name) && !varying.contains(name));
    }

    /** The results, or null where they are too large to keep; what fails will fail again in a run, and be said there. */
    private @Nullable List<OnnxValue> compute(Prepared.Step step) {
        var inputs = new ArrayList<@Nullable OnnxValue>();
        long given = MOST_ELEMENTS;
        for (var name : step.node().inputs()) {
            var value = constants.get(name);
            inputs.add(value);
            given += value instanceof OnnxValue.Dense(var tensor) ? tensor.elements() : 0;
        }
        List<OnnxValue> results;
        try {
            results = Prepared.compute(step, inputs, Map.of(), _ -> true);
        } catch (OnnxException _) {
            return null;
        }
        long made = results.stream().mapToLong(Folded::elements).sum();
        return made > given || results.size() < step.node().outputs().size() ? null : results;
    }

    private static long elements(OnnxValue value) {
        return switch (value) {
            case OnnxValue.Dense(Tensor tensor) -> tensor.elements();
            case OnnxValue.Sequence(var tensors) ->
                tensors.stream().mapToLong(Tensor::elements).sum();
            case OnnxValue.Maybe(var inner) -> inner == null ? 0 : elements(inner);
        };
    }

    /** The steps that an output depends on. */
    private static List<Prepared.Step> needed(List<Prepared.Step> steps, List<String> outputs) {
        var needed = new HashSet<>(outputs);
        var kept = new ArrayList<Prepared.Step>();
        for (var step : steps.reversed()) {
            if (step.node().outputs().stream().anyMatch(needed::contains)) {
                needed.addAll(Preparation.taken(step));
                kept.add(step);
            }
        }
        return List.copyOf(kept.reversed());
    }
}
