package io.lanewise.onnx.export;

import io.lanewise.onnx.format.Attribute;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Sliding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Convolutions and pooling. */
final class Windows {
    private Windows() {}

    static String convolution(Step step, Op.Convolution convolution) {
        step.needFixed();
        var windows = convolution.windows();
        var kernel = list(step, 1, 2);
        var attributes = attributes(windows, kernel, padding(windows, windows.after()));
        attributes.put("group", Step.whole(convolution.groups()));
        var inputs = new ArrayList<>(step.in());
        inputs.set(0, cut(step, windows, kernel));
        return step.add("Conv", inputs, attributes);
    }

    /** ONNX pads by no negative numbers: elements that belong to no window are cut off where they would make one more. */
    private static String cut(Step step, Sliding windows, List<Integer> kernel) {
        var x = step.x();
        for (int d = 0; d < windows.rank(); d++) {
            int size = step.shape(0).dim(2 + d);
            int after = windows.after().get(d);
            int span = windows.dilation().get(d) * (kernel.get(d) - 1) + 1;
            int whole = Math.floorDiv(
                            size + windows.before().get(d) - span,
                            windows.stride().get(d))
                    + 1;
            if (after < 0 && whole != windows.count(d, size, kernel.get(d))) {
                var nodes = step.nodes();
                x = step.add("Slice", x, nodes.wholes(0), nodes.wholes(after), nodes.wholes(2 + d));
            }
        }
        return x;
    }

    private static List<Integer> list(Step step, int input, int from) {
        var sizes = new ArrayList<Integer>();
        for (int d = from; d < step.shape(input).rank(); d++) {
            sizes.add(step.shape(input).dim(d));
        }
        return sizes;
    }

    private static Map<String, Attribute> attributes(Sliding windows, List<Integer> kernel, Attribute padding) {
        var attributes = new HashMap<String, Attribute>();
        attributes.put("kernel_shape", Step.wholes(kernel));
        attributes.put("strides", Step.wholes(windows.stride()));
        attributes.put("dilations", Step.wholes(windows.dilation()));
        attributes.put("pads", padding);
        return attributes;
    }

    private static Attribute padding(Sliding windows, List<Integer> after) {
        var pads = new ArrayList<>(windows.before());
        after.forEach(pad -> pads.add(Math.max(pad, 0)));
        return Step.wholes(pads);
    }

    /** The inputs are the weights and what is spread over the windows. */
    static String transposed(Step step, Op.ConvolutionData convolution) {
        step.needFixed();
        var windows = convolution.windows();
        var kernel = list(step, 0, 2);
        var missing = new ArrayList<Integer>();
        for (int d = 0; d < windows.rank(); d++) {
            int span = windows.dilation().get(d) * (kernel.get(d) - 1) + 1;
            int size = windows.stride().get(d) * (step.shape(1).dim(2 + d) - 1)
                    + span
                    - windows.before().get(d)
                    - Math.max(windows.after().get(d), 0);
            missing.add(convolution.sizes().get(d) - size);
        }
        var attributes = attributes(windows, kernel, padding(windows, windows.after()));
        attributes.put("group", Step.whole(convolution.groups()));
        attributes.put("output_padding", Step.wholes(missing));
        return step.add("ConvTranspose", List.of(step.in().get(1), step.x()), attributes);
    }

    static String maxPool(Step step, Sliding windows, List<Integer> kernel, boolean indices) {
        var attributes = attributes(windows, kernel, padding(windows, windows.after()));
        int space = windows.rank();
        boolean batched = step.rank() == space + 2;
        // Whatever stands before the space is one batch; indices then count within a space.
        var x = step.x();
        if (!batched || indices) {
            var sizes = new ArrayList<Long>(List.of(-1L, 1L));
            list(step, 0, step.rank() - space).forEach(size -> sizes.add((long) size));
            x = step.add("Reshape", x, step.nodes().wholes(sizes));
        }
        var results = step.nodes().add("MaxPool", List.of(x), attributes, indices ? 2 : 1);
        var result = results.getLast();
        if (indices) {
            int elements = list(step, 0, step.rank() - space).stream().reduce(1, (a, b) -> a * b);
            result = step.add("Mod", result, step.scalar(elements, DType.I64));
        }
        return !batched || indices ? step.reshape(result, step.sizes()) : result;
    }
}
