package io.lanewise.onnx.operators;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a classifier is trained by, [n, classes, …]. */
final class Losses {
    private Losses() {}

    static @Nullable Operator find(String name) {
        return switch (name) {
            case "NegativeLogLikelihoodLoss" -> Operator.one(call -> loss(call, call.x()));
            case "SoftmaxCrossEntropyLoss" ->
                Operator.many(call -> {
                    var logarithms = call.x().logSoftmax(1);
                    return List.of(loss(call, logarithms), logarithms);
                });
            default -> null;
        };
    }

    /** Inputs: logarithms of probabilities, classes [n, …] and optionally a weight for each class. */
    private static Tensor loss(Call call, Tensor logarithms) {
        var classes = call.tensor(1).to(DType.I64);
        @Nullable Tensor counted = null;
        if (call.hasAttribute("ignore_index")) {
            counted = classes.ne((long) call.whole("ignore_index", 0));
            classes = counted.where(classes, Tensor.scalar(0, DType.I64));
        }
        var losses = logarithms.gather(1, classes.unsqueeze(1)).squeeze(1).neg();
        var weights = Tensor.ones(classes.shape(), logarithms.dtype());
        if (call.has(2)) {
            weights = call.tensor(2).indexSelect(0, classes.flatten()).reshape(classes.shape());
        }
        if (counted != null) {
            weights = weights.mul(counted.to(weights.dtype()));
        }
        var weighted = losses.mul(weights);
        return switch (call.text("reduction", "mean")) {
            case "none" -> weighted;
            case "sum" -> weighted.sum();
            default -> weighted.sum().div(weights.sum());
        };
    }
}
