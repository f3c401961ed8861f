package io.lanewise.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Other shapes, orders, places and types for the same elements. Where it can be a view, it is one. */
sealed interface Movement permits Tensor {
    Tensor self();

    /** The same values in another element type: this tensor, or a new one. */
    default Tensor to(DType dtype) {
        return self().dtype() == dtype ? self() : Engine.run(new Op.Cast(dtype), self());
    }

    /** The same values in new, dense storage. */
    default Tensor copy() {
        return Engine.run(new Op.Copy(), self());
    }

    /** This tensor, or a copy where its elements do not lie densely in row-major order. */
    default Tensor contiguous() {
        return self().isContiguous() ? self() : copy();
    }

    /**
     * The elements in row-major order under another shape: a view where strides allow it, else a copy. One size may be
     * -1: it is what is left.
     *
     * @throws ShapeException when the number of elements differs
     */
    default Tensor reshape(int... sizes) {
        var x = self();
        var shape = completed("reshape", sizes);
        if (shape.equals(x.shape())) {
            return x;
        }
        var source = Views.reshape(x.shape(), x.strides(), shape) == null ? x.copy() : x;
        return Engine.run(new Op.Reshape(shape), source);
    }

    default Tensor reshape(Shape shape) {
        return reshape(shape.toArray());
    }

    /** Like {@link #reshape}, but never a copy. */
    default Tensor view(int... sizes) {
        return Engine.run(new Op.Reshape(completed("view", sizes)), self());
    }

    private Shape completed(String operation, int... sizes) {
        var x = self();
        var complete = sizes.clone();
        int open = -1;
        long known = 1;
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] == -1 && open < 0) {
                open = i;
            } else {
                known *= sizes[i];
            }
        }
        if (open >= 0 && known > 0 && x.elements() % known == 0) {
            complete[open] = (int) (x.elements() / known);
        } else if (open >= 0 || known != x.elements()) {
            throw new ShapeException(operation + ": " + x.shape() + " with " + x.elements()
                    + " elements does not fit the shape " + Arrays.toString(sizes));
        }
        return Shape.of(complete);
    }

    /** All elements in one dimension. */
    default Tensor flatten() {
        return reshape(-1);
    }

    /** The dimensions from {@code start} to {@code end}, both included, made one. */
    default Tensor flatten(int start, int end) {
        var shape = self().shape();
        if (shape.rank() == 0) {
            return reshape(1);
        }
        int from = shape.axis(start);
        int to = shape.axis(end);
        if (from > to) {
            throw new ShapeException("flatten: start " + start + " lies after end " + end + " of " + shape);
        }
        int joined = shape.slice(from, to + 1).elements();
        return reshape(shape.slice(0, from).concat(Shape.of(joined)).concat(shape.slice(to + 1, shape.rank())));
    }

    /** One dimension split into several; one size may be -1. */
    default Tensor unflatten(int axis, int... sizes) {
        var shape = self().shape();
        int at = shape.axis(axis);
        var inner = sizes.clone();
        long known = Arrays.stream(sizes).filter(s -> s != -1).asLongStream().reduce(1, (a, b) -> a * b);
        for (int i = 0; i < inner.length; i++) {
            inner[i] = inner[i] == -1 && known > 0 ? (int) (shape.dim(at) / known) : inner[i];
        }
        if (Shape.of(inner).elements() != shape.dim(at)) {
            throw new ShapeException("unflatten: size " + shape.dim(at) + " of dimension " + axis + " of " + shape
                    + " does not split into " + Arrays.toString(sizes));
        }
        return reshape(shape.slice(0, at).concat(Shape.of(inner)).concat(shape.slice(at + 1, shape.rank())));
    }

    /** Dimension i of the result is dimension axes[i] of this tensor. */
    default Tensor permute(int... axes) {
        var shape = self().shape();
        var order = Arrays.stream(axes).map(shape::axis).boxed().toList();
        if (order.size() != shape.rank() || order.stream().distinct().count() != order.size()) {
            throw new ShapeException(
                    "permute: " + Arrays.toString(axes) + " is not an order of the dimensions of " + shape);
        }
        return Engine.run(new Op.Permute(order), self());
    }

    /** Two dimensions exchanged. */
    default Tensor transpose(int a, int b) {
        var x = self();
        int i = x.shape().axis(a);
        int j = x.shape().axis(b);
        if (i == j) {
            return x;
        }
        var axes = new ArrayList<>(IntStream.range(0, x.dim()).boxed().toList());
        axes.set(i, j);
        axes.set(j, i);
        return Engine.run(new Op.Permute(List.copyOf(axes)), x);
    }

    /** A matrix transposed; a tensor of fewer dimensions is itself. */
    default Tensor t() {
        var x = self();
        if (x.dim() > 2) {
            throw new ShapeException("t: expected at most 2 dimensions, got " + x.shape() + "; did you mean mT()?");
        }
        return x.dim() < 2 ? x : transpose(0, 1);
    }

    /** The last two dimensions exchanged; a tensor without dimensions is itself. */
    default Tensor mT() {
        if (self().dim() == 1) {
            throw new ShapeException("mT: expected at least 2 dimensions, got " + self().shape());
        }
        return self().dim() == 0 ? self() : transpose(-2, -1);
    }

    /** The dimensions {@code source} moved to {@code destination}; the others keep their order. */
    default Tensor moveaxis(int source, int destination) {
        var x = self();
        if (x.dim() == 0) {
            return x;
        }
        var axes = new ArrayList<>(IntStream.range(0, x.dim()).boxed().toList());
        int moved = axes.remove(x.shape().axis(source));
        axes.add(x.shape().axis(destination), moved);
        return permute(axes.stream().mapToInt(Integer::intValue).toArray());
    }

    /** All dimensions of size 1 removed. */
    default Tensor squeeze() {
        return reshape(
                Arrays.stream(self().shape().toArray()).filter(s -> s != 1).toArray());
    }

    /** A dimension removed, where its size is 1. */
    default Tensor squeeze(int axis) {
        var shape = self().shape();
        int at = shape.axis(axis);
        return shape.rank() == 0 || shape.dim(at) != 1 ? self() : reshape(shape.without(at));
    }

    /** A dimension of size 1 put in at {@code axis}; a negative one counts from the end of the result. */
    default Tensor unsqueeze(int axis) {
        var shape = self().shape();
        int rank = shape.rank() + 1;
        if (axis < -rank || axis >= rank) {
            throw new ShapeException("unsqueeze: dimension " + axis + " is out of range for " + shape + ": expected "
                    + -rank + " to " + (rank - 1));
        }
        return Engine.run(new Op.Reshape(shape.insert(axis < 0 ? axis + rank : axis, 1)), self());
    }

    /** Dimensions of size 1 repeated without a copy; -1 keeps a size; new dimensions come first. */
    default Tensor expand(int... sizes) {
        var shape = self().shape();
        var full = sizes.clone();
        int lead = sizes.length - shape.rank();
        for (int i = 0; i < full.length; i++) {
            if (full[i] == -1 && i >= lead && lead >= 0) {
                full[i] = shape.dim(i - lead);
            }
        }
        return expand(Shape.of(full));
    }

    default Tensor expand(Shape shape) {
        var x = self();
        if (shape.equals(x.shape())) {
            return x;
        }
        if (x.dim() > shape.rank()
                || !Shape.broadcast("expand", x.shape(), shape).equals(shape)) {
            throw new ShapeException("expand: " + x.shape() + " cannot be expanded to " + shape);
        }
        return Engine.run(new Op.Expand(shape), x);
    }

    /** The tensor repeated along each dimension; new dimensions come first. */
    default Tensor repeat(int... times) {
        var x = self();
        int lead = times.length - x.dim();
        if (lead < 0) {
            throw new ShapeException(
                    "repeat: " + x.shape() + " needs at least " + x.dim() + " counts, got " + Arrays.toString(times));
        }
        var spread = new int[2 * times.length];
        var single = new int[2 * times.length];
        var result = new int[times.length];
        for (int i = 0; i < times.length; i++) {
            int size = i < lead ? 1 : x.size(i - lead);
            spread[2 * i] = times[i];
            spread[2 * i + 1] = size;
            single[2 * i] = 1;
            single[2 * i + 1] = size;
            result[i] = times[i] * size;
        }
        return x.reshape(single).expand(spread).reshape(result);
    }

    /** Zeros (or a value) put around the tensor: before and after for the last dimension, then the one before it… */
    default Tensor pad(double value, int... amounts) {
        var x = self();
        if (amounts.length % 2 != 0 || amounts.length / 2 > x.dim()) {
            throw new ShapeException("pad: " + amounts.length + " amounts for " + x.shape()
                    + ": expected two for each padded dimension");
        }
        for (int i = 0; i < amounts.length / 2; i++) {
            int axis = x.dim() - 1 - i;
            x = padded(x, axis, amounts[2 * i], amounts[2 * i + 1], value);
        }
        return x;
    }

    private static Tensor padded(Tensor x, int axis, int before, int after, double value) {
        int from = Math.max(-before, 0);
        int length = x.size(axis) - from - Math.max(-after, 0);
        if (length < 0) {
            throw new ShapeException("pad: removing " + -before + " and " + -after + " leaves nothing of dimension "
                    + axis + " of " + x.shape());
        }
        var inner = Engine.run(new Op.Slice(axis, from, length, 1), x);
        var parts = new ArrayList<Tensor>();
        if (before > 0) {
            parts.add(Tensor.full(x.shape().with(axis, before), value, x.dtype()));
        }
        parts.add(inner);
        if (after > 0) {
            parts.add(Tensor.full(x.shape().with(axis, after), value, x.dtype()));
        }
        return parts.size() == 1 ? inner : Engine.run(new Op.Cat(axis), parts);
    }

    /** The elements in reverse order along some axes, as a copy. */
    default Tensor flip(int... axes) {
        var x = self();
        for (int axis : axes) {
            int at = x.shape().axis(axis);
            if (x.dim() > 0) {
                x = Engine.run(new Op.Slice(at, Math.max(x.size(at) - 1, 0), x.size(at), -1), x);
            }
        }
        return x.copy();
    }

    /** The elements moved along an axis, those that leave coming back at the other end. */
    default Tensor roll(int shift, int axis) {
        var x = self();
        int at = x.shape().axis(axis);
        if (x.elements() == 0) {
            return x.copy();
        }
        int size = x.size(at);
        int cut = size - Math.floorMod(shift, size);
        var tail = Engine.run(new Op.Slice(at, cut % size, size - cut % size, 1), x);
        var head = Engine.run(new Op.Slice(at, 0, cut % size, 1), x);
        return Engine.run(new Op.Cat(at), tail, head);
    }

    /** Windows of a size, one every step, along an axis; the windows' elements become the last dimension. */
    default Tensor unfold(int axis, int size, int step) {
        var x = self().dim() == 0 ? self().reshape(1) : self();
        int at = x.shape().axis(axis);
        if (size < 0 || step <= 0 || size > x.size(at)) {
            throw new ShapeException("unfold: size " + size + " and step " + step + " do not fit dimension " + axis
                    + " of " + x.shape());
        }
        return self().dim() == 0 ? x.narrow(0, 0, size) : Engine.run(new Op.Unfold(at, size, step), x);
    }

    /** The elements with j = i + offset of two axes; they become the last dimension. */
    default Tensor diagonal(int offset, int axis1, int axis2) {
        var shape = self().shape();
        int a = shape.axis(axis1);
        int b = shape.axis(axis2);
        if (shape.rank() < 2 || a == b) {
            throw new ShapeException(
                    "diagonal: expected two different dimensions of " + shape + ", got " + axis1 + " and " + axis2);
        }
        return Engine.run(new Op.Diagonal(offset, a, b), self());
    }

    /** The diagonal of a matrix. */
    default Tensor diagonal() {
        return diagonal(0, 0, 1);
    }

    /** The part of the last two dimensions on and below a diagonal; zeros above. */
    default Tensor tril(int diagonal) {
        return triangle("tril", diagonal, true);
    }

    /** The part of the last two dimensions on and above a diagonal; zeros below. */
    default Tensor triu(int diagonal) {
        return triangle("triu", diagonal, false);
    }

    private Tensor triangle(String operation, int diagonal, boolean lower) {
        var x = self();
        if (x.dim() < 2) {
            throw new ShapeException(operation + ": expected at least 2 dimensions, got " + x.shape());
        }
        var rows = Tensor.arange(x.size(-2)).unsqueeze(1);
        var columns = Tensor.arange(x.size(-1)).sub((long) diagonal);
        var inside = lower ? columns.le(rows) : columns.ge(rows);
        return inside.where(x, Tensor.scalar(0, x.dtype()));
    }

    /** Tensors joined along an axis; all other sizes are equal. */
    static Tensor cat(List<Tensor> tensors, int axis) {
        if (tensors.isEmpty()) {
            throw new ShapeException("cat: expected at least one tensor");
        }
        // PyTorch lets empty one-dimensional tensors through, whatever the shape of the others.
        var parts = tensors.stream()
                .filter(t -> !(t.dim() == 1 && t.elements() == 0))
                .toList();
        if (parts.isEmpty()) {
            return tensors.getFirst().copy();
        }
        var first = parts.getFirst();
        int at = first.shape().axis(axis);
        var dtype = Promotion.of(tensors);
        for (var part : parts) {
            if (part.dim() != first.dim()
                    || part.dim() == 0
                    || !part.shape().with(at, 0).equals(first.shape().with(at, 0))) {
                throw new ShapeException(
                        "cat: " + first.shape() + " and " + part.shape() + " differ in more than dimension " + at);
            }
        }
        return Engine.run(new Op.Cat(at), parts.stream().map(t -> t.to(dtype)).toList());
    }

    /** Tensors of one shape joined along a new axis. */
    static Tensor stack(List<Tensor> tensors, int axis) {
        if (tensors.isEmpty()) {
            throw new ShapeException("stack: expected at least one tensor");
        }
        var shape = tensors.getFirst().shape();
        for (var tensor : tensors) {
            if (!tensor.shape().equals(shape)) {
                throw new ShapeException("stack: expected equal shapes, got " + shape + " and " + tensor.shape());
            }
        }
        return cat(tensors.stream().map(t -> t.unsqueeze(axis)).toList(), axis);
    }
}
