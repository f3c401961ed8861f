package io.lanewise.onnx;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Where a graph decides by elements that may differ from run to run though the shapes of its inputs do not. What is
 * computed of shapes alone does not differ.
 */
final class Decisions {
    /** Operators whose results' sizes are decided by elements. */
    private static final Set<String> SIZING = Set.of("Compress", "NonMaxSuppression", "NonZero", "Unique");

    /** Operators whose results do not depend on elements. */
    private static final Set<String> OF_SHAPES = Set.of("EyeLike", "Shape", "Size");

    private final List<Prepared.Step> steps;

    /** For each step, which of its inputs may differ. */
    private final List<Set<Integer>> places;

    Decisions(Prepared graph) {
        this.steps = graph.steps();
        var differing = new HashSet<>(graph.inputs());
        this.places = steps.stream().map(step -> places(step, differing)).toList();
    }

    private static Set<Integer> places(Prepared.Step step, Set<String> differing) {
        boolean isStandard = step.node().domain().isEmpty();
        if (!(isStandard && OF_SHAPES.contains(step.node().operator()))
                && Preparation.taken(step).stream().anyMatch(differing::contains)) {
            differing.addAll(step.node().outputs());
        }
        var names = step.node().inputs();
        var places = new HashSet<Integer>();
        for (int i = 0; i < names.size(); i++) {
            if (differing.contains(names.get(i))) {
                places.add(i);
            }
        }
        return places;
    }

    /** The steps whose results' sizes are decided by elements, in order. */
    List<Integer> sizing() {
        return IntStream.range(0, steps.size())
                .filter(i -> SIZING.contains(steps.get(i).node().operator())
                        && !places.get(i).isEmpty())
                .boxed()
                .toList();
    }

    /** A step that decides, and the later ones of its operator, which do so too if the same inputs may differ. */
    List<Integer> like(int step) {
        return IntStream.range(step, steps.size())
                .filter(i -> i == step || isLike(i, step))
                .boxed()
                .toList();
    }

    private boolean isLike(int i, int step) {
        var node = steps.get(i).node();
        var decision = steps.get(step).node();
        return node.operator().equals(decision.operator())
                && node.domain().equals(decision.domain())
                && !places.get(step).isEmpty()
                && places.get(i).containsAll(places.get(step));
    }
}
