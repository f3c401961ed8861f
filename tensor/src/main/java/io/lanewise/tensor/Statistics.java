package io.lanewise.tensor;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts, sums without NaN, quantiles, covariances. Axes as in {@link Reductions}: over none named, over all. */
sealed interface Statistics permits Tensor {
    Tensor self();

    /** The sum of the elements that are not NaN. */
    default Tensor nansum(boolean keepAxes, int... axes) {
        return withoutNan().sum(keepAxes, axes);
    }

    /** The mean of the elements that are not NaN. */
    default Tensor nanmean(boolean keepAxes, int... axes) {
        var count = self().isNan().logicalNot().sum(keepAxes, axes);
        return nansum(keepAxes, axes).div(count.to(self().dtype()));
    }

    private Tensor withoutNan() {
        var x = self();
        return x.dtype().isFloat() ? x.isNan().where(Tensor.scalar(0, x.dtype()), x) : x;
    }

    /** The number (i64) of elements that are not 0. */
    default Tensor countNonzero(int... axes) {
        return self().to(DType.BOOL).sum(axes);
    }

    /** log Σ exp(x) of the elements up to each along an axis, without overflow. */
    default Tensor logCumSumExp(int axis) {
        var x = self().dim() == 0 ? self().reshape(1) : self();
        int at = x.shape().axis(axis);
        int n = x.size(at);
        // Each round doubles the number of elements that every place sums over (Hillis and Steele 1986).
        for (int step = 1; step < n; step *= 2) {
            var more = x.narrow(at, step, n - step).logAddExp(x.narrow(at, 0, n - step));
            x = Tensor.cat(List.of(x.narrow(at, 0, step), more), at);
        }
        return x.reshape(self().shape().toArray());
    }

    /**
     * The value below which the part q of the elements along an axis lies; NaN where one is NaN.
     *
     * @param q from 0 to 1
     */
    default Tensor quantile(double q, int axis, boolean keepAxis, Interpolation between) {
        var x = self().atLeast1d();
        int at = x.shape().axis(axis);
        var counts = Tensor.full(x.shape().with(at, 1), x.size(at), DType.F64);
        var chosen = quantile(x.sort(at, false).values(), q, at, counts, between);
        var anyNan = x.isNan().any(true, at);
        return kept(anyNan.where(Tensor.scalar(Double.NaN, x.dtype()), chosen), at, keepAxis);
    }

    /** Several quantiles, along a new first axis. */
    default Tensor quantile(double[] q, int axis, boolean keepAxis, Interpolation between) {
        return Tensor.stack(
                Arrays.stream(q)
                        .mapToObj(p -> quantile(p, axis, keepAxis, between))
                        .toList(),
                0);
    }

    /** Several {@link #nanquantile nanquantiles}, along a new first axis. */
    default Tensor nanquantile(double[] q, int axis, boolean keepAxis, Interpolation between) {
        return Tensor.stack(
                Arrays.stream(q)
                        .mapToObj(p -> nanquantile(p, axis, keepAxis, between))
                        .toList(),
                0);
    }

    /** The median of all elements that are not NaN: of two in the middle the lower one. */
    default Tensor nanmedian() {
        return self().ravel().nanmedian(0, false).values();
    }

    /** The {@link #quantile} of the elements that are not NaN; NaN where all are. */
    default Tensor nanquantile(double q, int axis, boolean keepAxis, Interpolation between) {
        var x = self().atLeast1d();
        int at = x.shape().axis(axis);
        var counts = x.isNan().logicalNot().sum(true, at).to(DType.F64);
        return kept(quantile(x.sort(at, false).values(), q, at, counts, between), at, keepAxis);
    }

    private Tensor kept(Tensor quantile, int axis, boolean keepAxis) {
        return keepAxis && self().dim() > 0 ? quantile : quantile.squeeze(axis);
    }

    /** @param counts how many of the sorted elements are numbers */
    private static Tensor quantile(Tensor sorted, double q, int axis, Tensor counts, Interpolation between) {
        if (!sorted.dtype().isFloat()) {
            throw new DTypeException("quantile: expected a float tensor, not " + sorted.dtype());
        }
        if (!(q >= 0 && q <= 1)) {
            throw new IllegalArgumentException("quantile: expected q between 0 and 1, not " + q);
        }
        var exact = counts.sub(1L).mul(q).clampMin(0);
        var place =
                switch (between) {
                    case LOWER -> exact.floor();
                    case HIGHER -> exact.ceil();
                    case NEAREST -> exact.round();
                    case LINEAR, MIDPOINT -> exact;
                };
        var low = sorted.gather(axis, place.floor().to(DType.I64));
        var high = sorted.gather(axis, place.ceil().to(DType.I64));
        return between == Interpolation.MIDPOINT
                ? low.lerp(high, 0.5)
                : low.lerp(high, place.frac().to(sorted.dtype()));
    }

    /**
     * The covariance matrix of variables, a row each, of whose observations, the columns, each may have weights.
     *
     * @param correction what is taken from the number of observations to divide by
     * @param frequencies how often each observation occurs: integers [observations], or null
     * @param weights the weight of each observation: [observations], or null
     */
    default Tensor cov(double correction, @Nullable Tensor frequencies, @Nullable Tensor weights) {
        if (self().dim() > 2) {
            throw new ShapeException("cov: expected at most 2 dimensions, got " + self().shape());
        }
        var x = self().floating().atLeast2d();
        var ones = Tensor.ones(Shape.of(x.size(1)), x.dtype());
        var frequency = frequencies == null ? ones : frequencies.to(x.dtype());
        var weight = weights == null ? frequency : frequency.mul(weights);
        var total = weight.sum();
        var centered = x.sub(x.mul(weight).sum(true, 1).div(total));
        var used = weights == null ? total : weight.mul(weights).sum().div(total);
        var divisor = weights == null ? total.sub(correction) : total.sub(used.mul(correction));
        return centered.mul(weight)
                .matmul(centered.t())
                .div(divisor.clampMin(0))
                .squeeze();
    }

    /** The correlation coefficients of variables, a row each; from -1 to 1. */
    default Tensor corrcoef() {
        var covariance = cov(1, null, null);
        if (covariance.dim() == 0) {
            return covariance.div(covariance);
        }
        var deviations = covariance.diagonal().sqrt();
        return covariance
                .div(deviations.unsqueeze(1))
                .div(deviations.unsqueeze(0))
                .clamp(-1, 1);
    }
}
