package io.lanewise.tensor;

import io.lanewise.expr.Reduction;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Many elements become one: over all axes, or over some, which go or stay with size 1. */
sealed interface Reductions permits Tensor {
    Tensor self();

    /** The sum of all elements; integers and bools are summed as i64. */
    default Tensor sum() {
        return reduce(Reduction.SUM, false);
    }

    /** The sum over some axes; over none named, over all. */
    default Tensor sum(int... axes) {
        return sum(false, axes);
    }

    default Tensor sum(boolean keepAxes, int... axes) {
        return reduce(Reduction.SUM, keepAxes, axes);
    }

    /** The product of all elements. */
    default Tensor prod() {
        return reduce(Reduction.PROD, false);
    }

    default Tensor prod(boolean keepAxis, int axis) {
        return reduce(Reduction.PROD, keepAxis, axis);
    }

    /** The mean of all elements. */
    default Tensor mean() {
        return mean(false);
    }

    default Tensor mean(int... axes) {
        return mean(false, axes);
    }

    /** @throws DTypeException when the elements are not floats */
    default Tensor mean(boolean keepAxes, int... axes) {
        if (!self().dtype().isFloat()) {
            throw new DTypeException("mean: expected a float tensor, not " + self().dtype() + "; convert it with to");
        }
        return sum(keepAxes, axes).div((double) count(axes));
    }

    /** The variance: the mean squared distance from the mean, with {@code count − correction} as the divisor. */
    default Tensor var(double correction, boolean keepAxes, int... axes) {
        var x = self();
        var centered = x.sub(x.mean(true, axes));
        return centered.sumSquares(keepAxes, axes).div(Math.max(count(axes) - correction, 0));
    }

    /** The standard deviation: √ of {@link #var}. */
    default Tensor std(double correction, boolean keepAxes, int... axes) {
        return var(correction, keepAxes, axes).sqrt();
    }

    /** The sum of the squares. */
    default Tensor sumSquares(boolean keepAxes, int... axes) {
        return reduce(Reduction.SUM_SQUARES, keepAxes, axes);
    }

    /** The greatest element; NaN where one is NaN. */
    default Tensor amax() {
        return amax(false);
    }

    /** The greatest over some axes. Equal greatest elements share the gradient. */
    default Tensor amax(boolean keepAxes, int... axes) {
        return reduce(Reduction.MAX, keepAxes, axes);
    }

    /** The least element; NaN where one is NaN. */
    default Tensor amin() {
        return amin(false);
    }

    /** The least over some axes. Equal least elements share the gradient. */
    default Tensor amin(boolean keepAxes, int... axes) {
        return reduce(Reduction.MIN, keepAxes, axes);
    }

    /** The index (i64) of the greatest element in row-major order. */
    default Tensor argmax() {
        return self().reshape(-1).argmax(0);
    }

    /** The indices (i64) of the greatest elements along an axis, which goes; of equal ones the first. */
    default Tensor argmax(int axis) {
        return argmax(axis, false);
    }

    default Tensor argmax(int axis, boolean keepAxis) {
        return reduce(Reduction.ARG_MAX, keepAxis, axis);
    }

    /** The index (i64) of the least element in row-major order. */
    default Tensor argmin() {
        return self().reshape(-1).argmin(0);
    }

    default Tensor argmin(int axis) {
        return argmin(axis, false);
    }

    default Tensor argmin(int axis, boolean keepAxis) {
        return reduce(Reduction.ARG_MIN, keepAxis, axis);
    }

    /** Whether all elements differ from zero. */
    default Tensor all() {
        return all(false);
    }

    default Tensor all(boolean keepAxes, int... axes) {
        return reduce(Reduction.ALL, keepAxes, axes);
    }

    /** Whether any element differs from zero. */
    default Tensor any() {
        return any(false);
    }

    default Tensor any(boolean keepAxes, int... axes) {
        return reduce(Reduction.ANY, keepAxes, axes);
    }

    /** log Σ exp(x) over some axes, without overflow. */
    default Tensor logSumExp(boolean keepAxes, int... axes) {
        var x = self();
        var greatest = x.detach().amax(true, axes);
        greatest = greatest.isFinite().where(greatest, Tensor.zeros(greatest.shape(), greatest.dtype()));
        var sum = x.sub(greatest).exp().sum(true, axes).log().add(greatest);
        return keepAxes ? sum : sum.reshape(sum(false, axes).shape());
    }

    /** The sum over the dimensions that broadcasting from a shape would have made: the transpose of expand. */
    default Tensor sumToSize(Shape shape) {
        var x = self();
        if (x.shape().equals(shape)) {
            return x;
        }
        int lead = x.dim() - shape.rank();
        var axes = IntStream.range(0, x.dim())
                .filter(i -> i < lead || shape.dim(i - lead) == 1 && x.size(i) != 1)
                .toArray();
        if (lead < 0 || !Shape.broadcast("sumToSize", x.shape(), shape).equals(x.shape())) {
            throw new ShapeException("sumToSize: " + shape + " does not broadcast to " + x.shape());
        }
        return axes.length == 0 ? x.reshape(shape) : x.sum(true, axes).reshape(shape);
    }

    private int count(int... axes) {
        int count = 1;
        for (int axis : axes(axes)) {
            count *= self().size(axis);
        }
        return count;
    }

    private List<Integer> axes(int... axes) {
        var x = self();
        if (axes.length == 0) {
            return IntStream.range(0, x.dim()).boxed().toList();
        }
        var list = new ArrayList<Integer>(axes.length);
        for (int axis : axes) {
            int at = x.shape().axis(axis);
            if (list.contains(at)) {
                throw new ShapeException("reduction: axis " + axis + " is named twice");
            }
            if (x.dim() > 0) {
                list.add(at);
            }
        }
        list.sort(null);
        return list;
    }

    private Tensor reduce(Reduction kind, boolean keepAxes, int... axes) {
        var x = self();
        var over = axes(axes);
        var op = new Op.Reduce(kind, over, keepAxes);
        boolean hasIdentity = kind != Reduction.MAX
                && kind != Reduction.MIN
                && kind != Reduction.ARG_MAX
                && kind != Reduction.ARG_MIN;
        boolean empty = over.stream().anyMatch(axis -> x.size(axis) == 0);
        if (!hasIdentity && empty) {
            throw new ShapeException(op.name() + ": " + x.shape() + " has no elements along the reduced axes " + over
                    + ", and there is no " + op.name() + " of nothing");
        }
        return Engine.run(op, x);
    }
}
