package io.lanewise.nn;

import io.lanewise.tensor.ShapeException;
import io.lanewise.tensor.Tensor;

/** How far an output is from its target. */
@FunctionalInterface
public interface Loss {
    /** The loss, a number unless the reduction is {@link Reduction#NONE}. */
    Tensor forward(Tensor input, Tensor target);

    /** What becomes of the losses of the elements (or rows). */
    enum Reduction {
        /** They are returned as they are. */
        NONE,
        MEAN,
        SUM;

        /** The losses, their mean or their sum. */
        public Tensor of(Tensor losses) {
            return switch (this) {
                case NONE -> losses;
                case MEAN -> losses.mean();
                case SUM -> losses.sum();
            };
        }
    }

    /** @throws ShapeException unless both have the same shape */
    static void requireSameShape(String loss, Tensor input, Tensor target) {
        if (!input.shape().equals(target.shape())) {
            throw new ShapeException(loss + ": input of shape " + input.shape() + " and target of shape "
                    + target.shape() + "; expected the same");
        }
    }
}
