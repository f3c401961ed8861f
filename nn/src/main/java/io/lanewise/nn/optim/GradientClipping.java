package io.lanewise.nn.optim;

import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Gradients;
import io.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Objects;

/** Holds gradients within limits, in place, between {@code backward()} and {@code step()}. */
public final class GradientClipping {
    private GradientClipping() {}

    /** {@link #norm(List, double, double)} with the Euclidean norm. */
    public static double norm(List<Tensor> parameters, double limit) {
        return norm(parameters, limit, 2);
    }

    /**
     * Multiplies all gradients by limit / (norm + 10⁻⁶) where that is below 1 (Pascanu et al. 2013, arXiv:1211.5063):
     * PyTorch's clip_grad_norm_. A norm that is NaN makes all gradients NaN.
     *
     * @param p which norm; infinity for the greatest magnitude
     * @return the norm of all gradients together, before
     */
    public static double norm(List<Tensor> parameters, double limit, double p) {
        if (!(limit >= 0)) {
            throw new IllegalArgumentException(
                    "clip gradients: limit is " + limit + "; expected a number that is not negative");
        }
        try (var _ = GradMode.noGrad()) {
            var gradients = gradients(parameters);
            double[] norms = gradients.stream()
                    .mapToDouble(
                            gradient -> gradient.flatten().norm(p, false, 0).item())
                    .toArray();
            double norm =
                    norms.length == 0 ? 0 : Tensor.of(norms).norm(p, false, 0).item();
            double factor = limit / (norm + 1e-6);
            if (!(factor >= 1)) {
                gradients.forEach(gradient -> gradient.mul_(factor));
            }
            return norm;
        }
    }

    /** Holds each element of the gradients within ±limit: PyTorch's clip_grad_value_. */
    public static void value(List<Tensor> parameters, double limit) {
        if (!(limit >= 0)) {
            throw new IllegalArgumentException(
                    "clip gradients: limit is " + limit + "; expected a number that is not negative");
        }
        try (var _ = GradMode.noGrad()) {
            gradients(parameters).forEach(gradient -> gradient.clamp_(-limit, limit));
        }
    }

    private static List<Tensor> gradients(List<Tensor> parameters) {
        return parameters.stream()
                .map(Gradients::peek)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
    }
}
