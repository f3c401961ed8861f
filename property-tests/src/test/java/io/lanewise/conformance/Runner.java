package io.lanewise.conformance;

import io.lanewise.conformance.Table.Precision;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs a case and judges it. */
final class Runner {
    enum Outcome {
        PASSED,
        FAILED,
        MISSING
    }

    /**
     * @param group the table's topic, or that of what is not there
     * @param reason what went wrong; empty where nothing did
     */
    record Result(String id, String operator, String group, Outcome outcome, String reason) {}

    private final Table table = new Table();

    Result run(Case call) {
        var entry = table.find(call.operator());
        if (entry == null) {
            return new Result(call.id(), call.operator(), "not there", Outcome.MISSING, "no entry in the table");
        }
        var reason = judge(entry, call);
        var outcome = reason == null ? Outcome.PASSED : Outcome.FAILED;
        return new Result(call.id(), call.operator(), entry.topic(), outcome, reason == null ? "" : reason);
    }

    private static @Nullable String judge(Table.Entry entry, Case call) {
        try {
            var output = entry.run(call);
            var expected = entry.comparable(call, call.output());
            var actual = entry.comparable(call, output);
            var difference = Closeness.difference("output", expected, actual, entry.precision());
            return difference != null ? difference : judgeGradients(call, output);
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            var at = e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0];
            return e + at;
        }
    }

    /** Differentiates the sum of output·gradient over all outputs that have one. */
    private static @Nullable String judgeGradients(Case call, @Nullable Object output) {
        if (call.gradients().isEmpty()) {
            return null;
        }
        var outputs = new ArrayList<Tensor>();
        differentiable(call.output(), output, outputs);
        Tensor total = null;
        for (int i = 0; i < outputs.size(); i++) {
            var part = outputs.get(i).mul(call.outputGradients().get(i)).sum();
            total = total == null ? part : total.add(part);
        }
        if (total != null && total.requiresGrad()) {
            total.backward();
        }
        var leaves = call.leaves();
        for (int i = 0; i < leaves.size(); i++) {
            var expected = call.gradients().get(i);
            var leaf = leaves.get(i);
            // No gradient stands for zeros; where PyTorch itself has none, nothing is asked.
            var gradient = leaf.grad() == null ? Tensor.zeros(leaf.shape(), leaf.dtype()) : leaf.grad();
            var difference =
                    expected == null ? null : Closeness.difference("gradient " + i, expected, gradient, Precision.SUM);
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    /** The outputs that have a gradient in PyTorch, in order. */
    private static void differentiable(@Nullable Object expected, @Nullable Object output, List<Tensor> found) {
        if (expected instanceof Tensor tensor && tensor.requiresGrad()) {
            found.add((Tensor) output);
        } else if (expected instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                differentiable(list.get(i), ((List<?>) output).get(i), found);
            }
        }
    }
}
