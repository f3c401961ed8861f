package io.lanewise.tensor;

import java.util.List;

/**
 * How windows move over the last dimensions of a tensor, with a number for each of these in every list.
 *
 * @param stride how far neighbouring windows are apart
 * @param before how far the first window begins before the tensor
 * @param after how far windows may end after it; negative where its last elements belong to none
 * @param dilation how far a window's elements are apart
 */
public record Sliding(List<Integer> stride, List<Integer> before, List<Integer> after, List<Integer> dilation) {
    /** The number of dimensions that windows move over. */
    public int rank() {
        return stride.size();
    }

    /** How many windows of {@code kernel} elements there are over dimension d of this size. */
    public int count(int d, int size, int kernel) {
        int span = dilation.get(d) * (kernel - 1) + 1;
        return Math.max(0, Math.floorDiv(size + before.get(d) + after.get(d) - span, stride.get(d)) + 1);
    }

    /**
     * The sum of each window of {@code kernel} elements over the last one to three dimensions of a float tensor, around
     * which zeros lie: a convolution with ones. All dimensions before are batches.
     */
    public Tensor sums(Tensor x, List<Integer> kernel) {
        var batches = x.shape().slice(0, x.dim() - rank());
        var space = x.shape().slice(batches.rank(), x.dim());
        var images = x.reshape(Shape.of(batches.elements(), 1).concat(space));
        var one = Shape.of(1, 1);
        var filter = Tensor.ones(
                one.concat(Shape.of(kernel.stream().mapToInt(Integer::intValue).toArray())), x.dtype());
        var sums = Engine.run(new Op.Convolution(this, 1), images, filter);
        return sums.reshape(batches.concat(sums.shape().slice(2, sums.dim())));
    }
}
