package io.lanewise.kernels.convolution;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The sizes of a convolution. The lists of space have three numbers, for depth, height and width; a convolution of fewer
 * dimensions has leading sizes of 1. The images are {@code [images, groups·channels, in…]}, the weights
 * {@code [groups·filters, channels, kernel…]} and the results {@code [images, groups·filters, out…]}, all dense. Element p
 * of a result belongs to the window whose element k lies at {@code p·stride + k·dilation - before} of the image, or in the
 * padding where that is outside.
 *
 * @param images how many images
 * @param groups how many parts the channels and filters are divided into
 * @param channels channels of the image in a group
 * @param filters filters, the channels of the result, in a group
 * @param in sizes of the image
 * @param kernel sizes of a window
 * @param out sizes of the result
 * @param stride how far windows are apart; kept no larger than it takes to bring the second window behind the image
 * @param before how much padding there is before the image
 * @param dilation how far the elements of a window are apart
 * @param direct whether the products themselves are summed, by no algorithm of fewer products
 */
public record ConvolutionShape(
        int images,
        int groups,
        int channels,
        int filters,
        int[] in,
        int[] kernel,
        int[] out,
        int[] stride,
        int[] before,
        int[] dilation,
        boolean direct) {
    private static final int[] ONES = {1, 1, 1};
    private static final int[] NONE = {0, 0, 0};

    public ConvolutionShape {
        int[] bounded = new int[3];
        for (int d = 0; d < 3; d++) {
            bounded[d] = (int) Math.min(stride[d], Math.max(1, (long) in[d] + before[d]));
        }
        stride = bounded;
    }

    /** The elements of an image's channel. */
    int inElements() {
        return product(in);
    }

    /** The elements of a result's channel. */
    int outElements() {
        return product(out);
    }

    /** The taps of a channel's window. */
    int taps() {
        return product(kernel);
    }

    /** Whether a window is one element, and there is one for each element of the image: a product as it stands. */
    boolean isPointwise() {
        return taps() == 1 && Arrays.equals(in, out) && isUnstrided() && Arrays.equals(before, NONE);
    }

    /** Whether all strides are 1. */
    boolean isUnstrided() {
        return Arrays.equals(stride, ONES);
    }

    /** The same without the outer taps that lie in the padding for every window; itself where there are none. */
    ConvolutionShape trimmed() {
        int[] taps = kernel.clone();
        int[] padding = before.clone();
        for (int d = 0; d < 3; d++) {
            int from = 0;
            int until = kernel[d];
            while (from < until && !meetsImage(d, from) && before[d] >= (from + 1) * dilation[d]) {
                from++;
            }
            while (until > from && !meetsImage(d, until - 1)) {
                until--;
            }
            if (from < until) {
                taps[d] = until - from;
                padding[d] = before[d] - from * dilation[d];
            }
        }
        return Arrays.equals(taps, kernel)
                ? this
                : new ConvolutionShape(
                        images, groups, channels, filters, in, taps, out, stride, padding, dilation, direct);
    }

    private boolean meetsImage(int d, int tap) {
        int at = tap * dilation[d] - before[d];
        int window = Math.max(0, Math.ceilDiv(-at, stride[d]));
        return window < out[d] && at + window * stride[d] < in[d];
    }

    /**
     * The number of the first tap that meets the image, and in each dimension how many there are from it on: what
     * {@link Convolutions#pack} keeps of filters, which depends on the image's size.
     */
    public List<Integer> met() {
        ConvolutionShape trimmed = trimmed();
        return List.of(firstTap(trimmed), trimmed.kernel[0], trimmed.kernel[1], trimmed.kernel[2]);
    }

    /** The number of this shape's tap that is the first of a trimmed one. */
    int firstTap(ConvolutionShape trimmed) {
        int first = 0;
        for (int d = 0; d < 3; d++) {
            first = first * kernel[d] + (before[d] - trimmed.before[d]) / dilation[d];
        }
        return first;
    }

    /** Whether there is less padding before the image than a window spans. */
    boolean isPaddedWithinWindows() {
        return IntStream.range(0, 3).allMatch(d -> before[d] <= (kernel[d] - 1) * dilation[d]);
    }

    /** The convolution of the results' gradient that gives the gradient of the images, with turned filters. */
    ConvolutionShape transposed() {
        int[] padding = IntStream.range(0, 3)
                .map(d -> (kernel[d] - 1) * dilation[d] - before[d])
                .toArray();
        return new ConvolutionShape(
                images, groups, filters, channels, out, kernel, in, ONES, padding, dilation, direct);
    }

    /** Where the first element of a dimension's p-th window lies in the image; negative in the padding before it. */
    int first(int d, int p) {
        return p * stride[d] - before[d];
    }

    /** For each dimension where the elements of the first window lie in the padded image. */
    int[][] places() {
        int[][] places = new int[3][];
        for (int d = 0; d < 3; d++) {
            int step = dilation[d];
            places[d] = IntStream.range(0, kernel[d]).map(k -> k * step).toArray();
        }
        return places;
    }

    static int product(int[] sizes) {
        return Math.multiplyExact(Math.multiplyExact(sizes[0], sizes[1]), sizes[2]);
    }
}
