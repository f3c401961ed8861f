package io.lanewise.onnx.operators;

import io.lanewise.tensor.Sliding;
import java.util.Arrays;
import java.util.List;

/**
 * How windows move over space: the sizes of a window, how far windows are apart, how far their elements, and what is
 * around the space.
 */
record Windows(int[] kernel, int[] stride, int[] dilation, int[] before, int[] after) {
    /** @param space the sizes of the input's dimensions that windows move over */
    static Windows of(Call call, int[] space, int[] kernel) {
        int rank = space.length;
        int[] ones = new int[rank];
        Arrays.fill(ones, 1);
        int[] stride = checked(call.wholes("strides", ones), rank, "strides");
        int[] dilation = checked(call.wholes("dilations", ones), rank, "dilations");
        checked(kernel, rank, "kernel_shape");
        var auto = call.text("auto_pad", "NOTSET");
        int[] before = new int[rank];
        int[] after = new int[rank];
        if (auto.startsWith("SAME")) {
            for (int i = 0; i < rank; i++) {
                int span = dilation[i] * (kernel[i] - 1) + 1;
                int total = Math.max(0, (Math.ceilDiv(space[i], stride[i]) - 1) * stride[i] + span - space[i]);
                before[i] = auto.equals("SAME_LOWER") ? total - total / 2 : total / 2;
                after[i] = total - before[i];
            }
        } else if (auto.equals("NOTSET")) {
            int[] pads = call.wholes("pads", new int[2 * rank]);
            if (pads.length != 2 * rank) {
                throw new IllegalArgumentException(
                        "pads has " + pads.length + " numbers, expected two for each of " + rank + " dimensions");
            }
            before = Arrays.copyOfRange(pads, 0, rank);
            after = Arrays.copyOfRange(pads, rank, 2 * rank);
        }
        return new Windows(kernel, stride, dilation, before, after);
    }

    private static int[] checked(int[] values, int rank, String name) {
        if (values.length != rank || Arrays.stream(values).anyMatch(value -> value < 1)) {
            throw new IllegalArgumentException(name + " is " + Arrays.toString(values) + ", expected " + rank
                    + " positive numbers, one for each dimension of space");
        }
        return values;
    }

    int rank() {
        return kernel.length;
    }

    /** From the first to the last element of a window. */
    int span(int i) {
        return dilation[i] * (kernel[i] - 1) + 1;
    }

    Sliding sliding() {
        return new Sliding(list(stride), list(before), list(after), list(dilation));
    }

    static List<Integer> list(int[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
