package io.lanewise.onnx.export;

import io.lanewise.graph.Value;
import io.lanewise.onnx.format.Attribute;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Sliding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Convolutions and pooling. */
final class Windows {
    private Windows() {}

    static String convolution(Step step, Op.Convolution convolution) {
        step.needFixed();
        var windows = convolution.windows();
        var kernel = list(step.node(), 1, 2);
        var attributes = attributes(windows, kernel);
        attributes.put("group", Step.whole(convolution.groups()));
        var inputs = new ArrayList<>(step.in());
        inputs.set(0, cut(step, windows));
        return step.add("Conv", inputs, attributes);
    }

    /** ONNX pads by no negative numbers: the elements that belong to no window are cut off. */
    private static String cut(Step step, Sliding windows) {
        var x = step.x();
        for (int d = 0; d < windows.rank(); d++) {
            int after = windows.after().get(d);
            if (after < 0) {
                var nodes = step.nodes();
                x = step.add("Slice", x, nodes.wholes(0), nodes.wholes(after), nodes.wholes(2 + d));
            }
        }
        return x;
    }

    private static List<Integer> list(Value.Node node, int input, int from) {
        var shape = node.inputs().get(input).shape();
        return Arrays.stream(shape.toArray()).skip(from).boxed().toList();
    }

    private static Map<String, Attribute> attributes(Sliding windows, List<Integer> kernel) {
        var attributes = new HashMap<String, Attribute>();
        attributes.put("kernel_shape", Step.wholes(kernel));
        attributes.put("strides", Step.wholes(windows.stride()));
        attributes.put("dilations", Step.wholes(windows.dilation()));
        attributes.put("pads", padding(windows));
        return attributes;
    }

    private static Attribute padding(Sliding windows) {
        var pads = new ArrayList<>(windows.before());
        pads.addAll(after(windows));
        return Step.wholes(pads);
    }

    private static List<Integer> after(Sliding windows) {
        return windows.after().stream().map(pad -> Math.max(pad, 0)).toList();
    }

    /** The inputs are the weights and what is spread over the windows. */
    static String transposed(Step step, Op.ConvolutionData convolution) {
        if (!step.isFixed(Windows::missing)) {
            throw new IllegalArgumentException("the result's padding depends on an axis that may change");
        }
        var attributes = attributes(convolution.windows(), list(step.node(), 0, 2));
        attributes.put("group", Step.whole(convolution.groups()));
        attributes.put("output_padding", Step.wholes(missing(step.node())));
        return step.add("ConvTranspose", List.of(step.in().get(1), step.x()), attributes);
    }

    /** How much larger the result is than the least one that has such an input. */
    private static List<Integer> missing(Value.Node node) {
        var convolution = (Op.ConvolutionData) node.op();
        var windows = convolution.windows();
        var input = node.inputs().get(1).shape();
        var kernel = list(node, 0, 2);
        var missing = new ArrayList<Integer>();
        for (int d = 0; d < windows.rank(); d++) {
            int span = windows.dilation().get(d) * (kernel.get(d) - 1) + 1;
            int least = windows.stride().get(d) * (input.dim(2 + d) - 1) + span;
            missing.add(convolution.sizes().get(d)
                    - least
                    + windows.before().get(d)
                    + after(windows).get(d));
        }
        return missing;
    }

    static String maxPool(Step step, Sliding windows, List<Integer> kernel, boolean indices) {
        var attributes = attributes(windows, kernel);
        if (!step.isFixed(node -> after(windows(node.op())))) {
            throw new IllegalArgumentException("the padding depends on an axis that may change");
        }
        int space = windows.rank();
        boolean batched = step.rank() == space + 2;
        // Whatever stands before the space is one batch; indices then count within a space.
        var x = step.x();
        if (!batched || indices) {
            var sizes = new ArrayList<Long>(List.of(-1L, 1L));
            step.sizes(0).subList(step.rank() - space, step.rank()).forEach(size -> sizes.add(fixed(size)));
            x = step.add("Reshape", x, step.nodes().wholes(sizes));
        }
        var results = step.nodes().add("MaxPool", List.of(x), attributes, indices ? 2 : 1);
        var result = results.getLast();
        if (indices) {
            int elements = list(step.node(), 0, step.rank() - space).stream().reduce(1, (a, b) -> a * b);
            result = step.add("Mod", result, step.scalar(elements, DType.I64));
        }
        return !batched || indices ? step.reshape(result, step.sizes()) : result;
    }

    private static long fixed(Size size) {
        if (!size.isFixed()) {
            throw new IllegalArgumentException(
                    "the space of what is not [n, channels, ..] depends on an axis that may change");
        }
        return size.factor();
    }

    private static Sliding windows(Op op) {
        return op instanceof Op.MaxPool(Sliding windows, List<Integer> _)
                ? windows
                : ((Op.MaxPoolIndices) op).windows();
    }
}
