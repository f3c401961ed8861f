package io.lanewise.tensor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Differences of neighbours along an axis, and integrals by the trapezoidal rule. */
sealed interface Differences permits Tensor {
    Tensor self();

    /**
     * The differences of neighbours along an axis, taken n times.
     *
     * @param before put in front of the elements first, or null
     * @param after put behind them, or null
     */
    default Tensor diff(int n, int axis, @Nullable Tensor before, @Nullable Tensor after) {
        var x = self();
        if (x.dim() == 0) {
            throw new ShapeException("diff: expected at least 1 dimension");
        }
        if (n > 0 && (before != null || after != null)) {
            var parts = new ArrayList<Tensor>();
            if (before != null) {
                parts.add(before);
            }
            parts.add(x);
            if (after != null) {
                parts.add(after);
            }
            x = Tensor.cat(parts, axis);
        }
        for (int i = 0; i < n && x.size(axis) > 0; i++) {
            var high = x.slice(axis, 1, Index.END);
            var low = x.slice(axis, 0, Math.max(x.size(axis) - 1, 0));
            x = x.dtype() == DType.BOOL ? high.logicalXor(low) : high.sub(low);
        }
        return x;
    }

    /** ∫ y dx along an axis by the trapezoidal rule, for places dx apart. */
    default Tensor trapezoid(double dx, int axis) {
        return pairSums(axis).mul(dx / 2).sum(axis);
    }

    /** ∫ y dx along an axis by the trapezoidal rule, for places x: of y's shape, or a vector for that axis. */
    default Tensor trapezoid(Tensor x, int axis) {
        return pairs(x, axis).sum(axis).div(2L);
    }

    /** {@link #trapezoid(double, int)} up to each place but the first. */
    default Tensor cumulativeTrapezoid(double dx, int axis) {
        return pairSums(axis).mul(dx / 2).cumsum(axis);
    }

    /** {@link #trapezoid(Tensor, int)} up to each place but the first. */
    default Tensor cumulativeTrapezoid(Tensor x, int axis) {
        return pairs(x, axis).cumsum(axis).div(2L);
    }

    private Tensor pairSums(int axis) {
        var y = self();
        return y.slice(axis, 1, Index.END).add(y.slice(axis, 0, Math.max(y.size(axis) - 1, 0)));
    }

    private Tensor pairs(Tensor x, int axis) {
        var y = self();
        int at = y.shape().axis(axis);
        if (x.dim() != 1) {
            return pairSums(axis).mul(x.diff(1, at - y.dim(), null, null));
        }
        var steps = x.diff(1, 0, null, null);
        var along = new int[y.dim() - at];
        java.util.Arrays.fill(along, 1);
        along[0] = steps.size(0);
        return pairSums(axis).mul(steps.reshape(along));
    }

    /** The derivative along an axis by central differences inside and one-sided ones at the ends, for places dx apart. */
    default Tensor gradient(double dx, int axis, int endOrder) {
        var inner = part(axis, 2, 0).sub(part(axis, 0, 2)).div(2 * dx);
        Tensor first;
        Tensor last;
        if (endOrder == 1) {
            first = at(axis, 1).sub(at(axis, 0)).div(dx);
            last = at(axis, -1).sub(at(axis, -2)).div(dx);
        } else {
            first = at(axis, 0)
                    .mul(-1.5)
                    .add(at(axis, 1).mul(2.0))
                    .sub(at(axis, 2).mul(0.5))
                    .div(dx);
            last = at(axis, -1)
                    .mul(1.5)
                    .sub(at(axis, -2).mul(2.0))
                    .add(at(axis, -3).mul(0.5))
                    .div(dx);
        }
        return Tensor.cat(List.of(first, inner, last), axis);
    }

    /** The derivative along an axis for places x, a vector, by the formulas of second order for unequal steps. */
    default Tensor gradient(Tensor x, int axis, int endOrder) {
        var h = along(x.diff(1, 0, null, null), axis);
        var left = h.slice(axis, 0, h.size(axis) - 1);
        var right = h.slice(axis, 1, Index.END);
        var total = left.add(right);
        var inner = part(axis, 0, 2)
                .mul(right.neg().div(left.mul(total)))
                .add(part(axis, 1, 1).mul(right.sub(left).div(left.mul(right))))
                .add(part(axis, 2, 0).mul(left.div(right.mul(total))));
        return Tensor.cat(List.of(end(h, axis, endOrder, false), inner, end(h, axis, endOrder, true)), axis);
    }

    private Tensor end(Tensor h, int axis, int order, boolean last) {
        int a = last ? -1 : 0;
        int b = last ? -2 : 1;
        int c = last ? -3 : 2;
        double sign = last ? -1 : 1;
        var near = step(h, axis, last ? -1 : 0);
        if (order == 1) {
            return at(axis, b).sub(at(axis, a)).div(near).mul(sign);
        }
        var far = step(h, axis, last ? -2 : 1);
        var total = near.add(far);
        return at(axis, a)
                .mul(near.mul(2.0).add(far).neg().div(near.mul(total)))
                .add(at(axis, b).mul(total.div(near.mul(far))))
                .sub(at(axis, c).mul(near.div(far.mul(total))))
                .mul(sign);
    }

    private static Tensor step(Tensor h, int axis, int index) {
        return h.narrow(axis, index < 0 ? index + h.size(axis) : index, 1);
    }

    private Tensor along(Tensor vector, int axis) {
        var sizes = new int[self().dim()];
        java.util.Arrays.fill(sizes, 1);
        sizes[self().shape().axis(axis)] = vector.elements();
        return vector.reshape(sizes);
    }

    private Tensor part(int axis, int fromStart, int fromEnd) {
        return self().slice(axis, fromStart, Math.max(self().size(axis) - fromEnd, 0));
    }

    private Tensor at(int axis, int index) {
        return step(self(), axis, index);
    }
}
