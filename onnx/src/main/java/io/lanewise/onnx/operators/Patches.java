package io.lanewise.onnx.operators;

import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Windows of a grid as columns: put back into the grid, or cut to the grid's middle. */
final class Patches {
    private Patches() {}

    static @Nullable Operator find(String name) {
        return switch (name) {
            case "Col2Im" -> Operator.one(Patches::toImage);
            case "CenterCropPad" -> Operator.one(Patches::middle);
            default -> null;
        };
    }

    /**
     * Inputs x [n, channels x block…, windows], the sizes of the images and those of a block: the sum of what the windows
     * have for each element, [n, channels, image…].
     */
    private static Tensor toImage(Call call) {
        var x = call.x();
        int[] image = call.wholes(1);
        int[] block = call.wholes(2);
        var windows = Windows.of(call, image, block);
        int[] counts = IntStream.range(0, image.length)
                .map(i -> Math.floorDiv(
                                image[i] + windows.before()[i] + windows.after()[i] - windows.span(i),
                                windows.stride()[i])
                        + 1)
                .toArray();
        int blocks = Shape.of(block).elements();
        if (image.length != block.length
                || Arrays.stream(counts).anyMatch(count -> count < 1)
                || x.dim() != 3
                || x.size(1) % blocks != 0
                || x.size(2) != Shape.of(counts).elements()) {
            throw new IllegalArgumentException("x " + x.shape() + " does not match images " + Arrays.toString(image)
                    + " in blocks " + Arrays.toString(block) + ", of which there are " + Arrays.toString(counts));
        }
        int channels = x.size(1) / blocks;
        int elements = Shape.of(image).elements();
        var source = x.reshape(x.size(0), channels, blocks * x.size(2));
        // What lies outside of the image goes to one element behind it, which is left out.
        var index = Tensor.of(places(image, block, counts, windows)).expand(source.shape());
        var sums = Tensor.zeros(Shape.of(x.size(0), channels, elements + 1), x.dtype())
                .scatterAdd(2, index, source);
        return sums.slice(2, 0, elements).reshape(Shape.of(x.size(0), channels).concat(Shape.of(image)));
    }

    /** For each element of a block and each window, the place in the image, or its size where there is none. */
    private static long[] places(int[] image, int[] block, int[] counts, Windows windows) {
        int blocks = Shape.of(block).elements();
        int all = Shape.of(counts).elements();
        int outside = Shape.of(image).elements();
        var places = new long[blocks * all];
        for (int i = 0; i < places.length; i++) {
            int element = i / all;
            int window = i % all;
            long place = 0;
            long step = 1;
            boolean inside = true;
            for (int d = image.length - 1; d >= 0; d--) {
                int at = window % counts[d] * windows.stride()[d]
                        + element % block[d] * windows.dilation()[d]
                        - windows.before()[d];
                inside &= at >= 0 && at < image[d];
                place += at * step;
                step *= image[d];
                window /= counts[d];
                element /= block[d];
            }
            places[i] = inside ? place : outside;
        }
        return places;
    }

    /** Inputs x and sizes, for all axes or for some: what is too long is cut at both ends, what is too short gets zeros. */
    private static Tensor middle(Call call) {
        var x = call.x();
        int[] sizes = call.wholes(1);
        int[] axes = call.wholes("axes", IntStream.range(0, x.dim()).toArray());
        if (axes.length != sizes.length || Arrays.stream(sizes).anyMatch(size -> size < 0)) {
            throw new IllegalArgumentException("sizes " + Arrays.toString(sizes) + " for " + axes.length + " axes of "
                    + x.shape() + "; expected one for each, none below 0");
        }
        var y = x;
        int[] amounts = new int[2 * x.dim()];
        for (int i = 0; i < axes.length; i++) {
            int axis = x.shape().axis(axes[i]);
            int missing = sizes[i] - x.size(axis);
            if (missing < 0) {
                int start = -missing / 2;
                y = y.slice(axis, start, start + sizes[i]);
            } else {
                int place = 2 * (x.dim() - 1 - axis);
                amounts[place] = missing / 2;
                amounts[place + 1] = missing - missing / 2;
            }
        }
        return Arrays.stream(amounts).allMatch(amount -> amount == 0) ? y : y.pad(0, amounts);
    }
}
