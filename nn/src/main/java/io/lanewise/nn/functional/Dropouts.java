package io.lanewise.nn.functional;

import io.lanewise.tensor.Shape;
import io.lanewise.tensor.ShapeException;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;

/** Elements set to nothing at random, in training. Srivastava et al., Dropout, 2014. */
public final class Dropouts {
    /** What SELU tends to, far on the left: −scale·alpha of Klambauer et al., Self-Normalizing Neural Networks, 2017. */
    private static final double SELU_LIMIT = -1.7580993408473766;

    private Dropouts() {}

    /** Each element becomes 0 with probability p, or is divided by 1 − p. */
    public static Tensor dropout(Tensor x, double p, Generator generator) {
        return dropped("dropout", x, x.shape(), p, generator);
    }

    /** {@link #dropout} of whole channels: of the last {@code space} dimensions at once, 1 to 3. */
    public static Tensor channelDropout(Tensor x, int space, double p, Generator generator) {
        if (x.dim() <= space) {
            throw new ShapeException(
                    "channelDropout: expected [.., channels] and " + space + " dimensions of space, got " + x.shape());
        }
        var ones = new int[space];
        java.util.Arrays.fill(ones, 1);
        var channels = x.shape().slice(0, x.dim() - space);
        return dropped("channelDropout", x, channels.concat(Shape.of(ones)), p, generator);
    }

    private static Tensor dropped(String operation, Tensor x, Shape shape, double p, Generator generator) {
        if (checked(operation, p) == 0) {
            return x;
        }
        var kept = generator.bernoulli(shape, 1 - p, x.dtype());
        return x.mul(p == 1 ? kept : kept.mul(1 / (1 - p)));
    }

    /** Dropout that keeps mean 0 and variance 1 behind SELU: what is dropped takes SELU's lower limit (ibid.). */
    public static Tensor alphaDropout(Tensor x, double p, Generator generator) {
        if (checked("alphaDropout", p) == 0) {
            return x;
        }
        if (p == 1) {
            return x.mul(0.0);
        }
        double a = 1 / Math.sqrt((SELU_LIMIT * SELU_LIMIT * p + 1) * (1 - p));
        var kept = generator.bernoulli(x.shape(), 1 - p, x.dtype());
        var rest = kept.rsub(1).mul(a * SELU_LIMIT);
        return x.mul(kept.mul(a)).add(rest).add(-a * p * SELU_LIMIT);
    }

    static double checked(String operation, double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException(operation + ": p is " + p + "; expected a probability, 0 to 1");
        }
        return p;
    }
}
