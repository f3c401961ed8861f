package io.lanewise.nn.functional;

import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;

/** Angles and distances of vectors. */
public final class Similarity {
    private Similarity() {}

    /** x·y / (max(|x|, eps)·max(|y|, eps)) of vectors along an axis. */
    public static Tensor cosine(Tensor x, Tensor y, int axis, double eps) {
        var shape = Shape.broadcast("cosineSimilarity", x.shape(), y.shape());
        return unit(x.expand(shape), axis, eps)
                .mul(unit(y.expand(shape), axis, eps))
                .sum(axis);
    }

    private static Tensor unit(Tensor x, int axis, double eps) {
        return x.div(x.norm(true, axis).clampMin(eps));
    }

    /** Vectors along an axis divided by their norm, or by eps where that is greater. */
    public static Tensor normalize(Tensor x, double p, int axis, double eps) {
        return x.div(x.norm(p, true, axis).clampMin(eps));
    }

    /** The norm of x − y + eps along the last axis. */
    public static Tensor pairwiseDistance(Tensor x, Tensor y, double p, double eps, boolean keepAxis) {
        return x.sub(y).add(eps).norm(p, keepAxis, -1);
    }
}
