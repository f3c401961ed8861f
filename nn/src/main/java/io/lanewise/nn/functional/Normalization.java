package io.lanewise.nn.functional;

import io.lanewise.tensor.DTypeException;
import io.lanewise.tensor.Engine;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.ShapeException;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** (x − mean) / √(variance + eps)·weight + bias, with mean and variance of different parts of x: [n, channels, …]. */
public final class Normalization {
    private Normalization() {}

    /**
     * What normalization leaves.
     *
     * @param output of the input's shape
     * @param mean of each part
     * @param inverseDeviation 1 / √(variance + eps) of each part
     */
    public record Normalized(Tensor output, Tensor mean, Tensor inverseDeviation) {}

    /** Over the last dimensions, whose sizes are given; weight and bias have these sizes. */
    public static Tensor layerNorm(
            Tensor x, Shape normalized, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
        var op = new Op.Normalize(eps, true);
        return overLast("layerNorm", op, x, normalized, weight, bias);
    }

    /** {@link #layerNorm} with the statistics of each part. */
    public static Normalized nativeLayerNorm(
            Tensor x, Shape normalized, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
        var output = layerNorm(x, normalized, weight, bias, eps);
        int first = x.dim() - normalized.rank();
        var parts = standardized(x, eps, IntStream.range(first, x.dim()).toArray());
        return new Normalized(output, parts.mean(), parts.inverseDeviation());
    }

    /**
     * x / √(mean of x² + eps)·weight over the last dimensions, whose sizes are given and which weight has. Zhang and
     * Sennrich, Root Mean Square Layer Normalization, 2019.
     */
    public static Tensor rmsNorm(Tensor x, Shape normalized, @Nullable Tensor weight, double eps) {
        return overLast("rmsNorm", new Op.Normalize(eps, false), x, normalized, weight, null);
    }

    private static Tensor overLast(
            String name, Op.Normalize op, Tensor x, Shape normalized, @Nullable Tensor weight, @Nullable Tensor bias) {
        int first = x.dim() - normalized.rank();
        if (first < 0 || !x.shape().slice(first, x.dim()).equals(normalized)) {
            throw new ShapeException(name + ": input " + x.shape() + " does not end in " + normalized);
        }
        for (var vector : new @Nullable Tensor[] {weight, bias}) {
            if (vector != null && !vector.shape().equals(normalized)) {
                throw new ShapeException(
                        name + ": weight or bias of " + vector.shape() + " for " + normalized + "; expected its sizes");
            }
        }
        if (!x.dtype().isFloat()) {
            throw new DTypeException(name + ": expected floats, not " + x.dtype());
        }
        if (x.elements() == 0) {
            return scaled(x.copy(), weight, bias);
        }
        int n = normalized.elements();
        var inputs = new ArrayList<Tensor>();
        inputs.add(x.reshape(x.elements() / n, n));
        if (weight != null) {
            inputs.add(weight.reshape(n));
        }
        if (weight != null && bias != null) {
            inputs.add(bias.reshape(n));
        }
        var y = Engine.run(op, inputs).reshape(x.shape().toArray());
        return weight == null && bias != null ? y.add(bias) : y;
    }

    /** Each row of [n, size] by itself. */
    private static Tensor rows(Tensor x, double eps) {
        return x.elements() == 0 ? x : Engine.run(new Op.Normalize(eps, true), x);
    }

    private static Normalized standardized(Tensor x, double eps, int... axes) {
        var mean = x.mean(true, axes);
        var centered = x.sub(mean);
        var inverse = centered.square().mean(true, axes).add(eps).rsqrt();
        return new Normalized(centered.mul(inverse), mean, inverse);
    }

    private static Tensor scaled(Tensor x, @Nullable Tensor weight, @Nullable Tensor bias) {
        var y = weight == null ? x : x.mul(weight);
        return bias == null ? y : y.add(bias);
    }

    /** Over groups of channels, for each sample. */
    public static Tensor groupNorm(Tensor x, int groups, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
        if (x.dim() < 2 || x.size(1) % groups != 0) {
            throw new ShapeException("groupNorm: the channels of " + x.shape() + " do not divide into " + groups);
        }
        int size = x.elements() == 0 ? 0 : x.elements() / x.size(0) / groups;
        var parts = x.reshape(x.size(0), groups, size);
        var y = rows(parts, eps).reshape(x.shape());
        return scaled(y, channels(weight, x.dim()), channels(bias, x.dim()));
    }

    /** A vector of a number for each channel as it stands beside x. */
    private static @Nullable Tensor channels(@Nullable Tensor vector, int rank) {
        if (vector == null) {
            return null;
        }
        var sizes = new int[rank];
        java.util.Arrays.fill(sizes, 1);
        sizes[1] = vector.elements();
        return vector.reshape(sizes);
    }

    /**
     * Over each channel's elements in all samples, in training, when the running statistics move towards them by
     * momentum; else by the running statistics.
     */
    public static Normalized batchNorm(
            Tensor x,
            @Nullable Tensor runningMean,
            @Nullable Tensor runningVariance,
            @Nullable Tensor weight,
            @Nullable Tensor bias,
            boolean training,
            double momentum,
            double eps) {
        if (x.dim() < 2) {
            return new Normalized(x.copy(), x.detach(), x.detach());
        }
        var scale = channels(weight, x.dim());
        var shift = channels(bias, x.dim());
        if (!training) {
            if (runningMean == null || runningVariance == null) {
                throw new IllegalArgumentException("batchNorm: outside of training the running statistics are needed");
            }
            var mean = Objects.requireNonNull(channels(runningMean, x.dim()));
            var inverse =
                    Objects.requireNonNull(channels(runningVariance.add(eps).rsqrt(), x.dim()));
            // One pass over x: its scale and shift are computed for the channels.
            var by = scale == null ? inverse : inverse.mul(scale);
            var start = mean.mul(by).neg();
            var output = (shift == null ? start : start.add(shift)).addcmul(x, by, 1);
            return new Normalized(output, mean, inverse);
        }
        var axes = IntStream.range(0, x.dim()).filter(i -> i != 1).toArray();
        var parts = standardized(x, eps, axes);
        int channels = x.size(1);
        update(runningMean, momentum, () -> parts.mean().reshape(channels));
        update(runningVariance, momentum, () -> x.var(1, false, axes));
        return new Normalized(
                scaled(parts.output(), scale, shift),
                parts.mean().reshape(x.size(1)),
                parts.inverseDeviation().reshape(x.size(1)));
    }

    private static void update(@Nullable Tensor running, double momentum, Supplier<Tensor> now) {
        if (running != null) {
            try (var _ = GradMode.noGrad()) {
                running.copy_(running.lerp(now.get(), momentum));
            }
        }
    }

    /**
     * Over each channel of each sample, when the running statistics move towards the mean of those of all samples; or, not
     * {@code byInput}, by the running statistics of each channel.
     */
    public static Tensor instanceNorm(
            Tensor x,
            @Nullable Tensor runningMean,
            @Nullable Tensor runningVariance,
            @Nullable Tensor weight,
            @Nullable Tensor bias,
            boolean byInput,
            double momentum,
            double eps) {
        if (!byInput) {
            return batchNorm(x, runningMean, runningVariance, weight, bias, false, momentum, eps)
                    .output();
        }
        int size = x.elements() == 0 ? 0 : x.elements() / x.size(0) / x.size(1);
        var parts = x.reshape(x.size(0), x.size(1), size);
        update(runningMean, momentum, () -> parts.mean(false, 2).mean(false, 0));
        update(runningVariance, momentum, () -> parts.var(1, false, 2).mean(false, 0));
        var y = rows(parts, eps).reshape(x.shape());
        return scaled(y, channels(weight, x.dim()), channels(bias, x.dim()));
    }

    /** x / (k + alpha·mean(x² over the size nearest channels))ᵇᵉᵗᵃ (Krizhevsky et al. 2012). */
    public static Tensor localResponseNorm(Tensor x, int size, double alpha, double beta, double k) {
        var padded = x.mul(x).moveaxis(1, -1).pad(0, size / 2, (size - 1) / 2);
        var sums = padded.unfold(-1, size, 1).sum(-1).moveaxis(-1, 1);
        var means = x.dtype().isFloat() ? sums.div((double) size) : sums.floorDivide(Tensor.scalar(size, x.dtype()));
        return x.div(means.mul(alpha).add(k).pow(beta));
    }
}
