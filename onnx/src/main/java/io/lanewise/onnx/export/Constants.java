package io.lanewise.onnx.export;

import io.lanewise.graph.Value;
import io.lanewise.onnx.format.ElementKind;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What the function makes itself: tensors that do not depend on its inputs, but may on the sizes of these. */
final class Constants {
    private final Nodes nodes;
    private final Family family;
    private final Value value;
    private final double[] elements;
    private final List<double[]> grown;

    private Constants(Nodes nodes, Family family, Value value) {
        this.nodes = nodes;
        this.family = family;
        this.value = value;
        this.elements = elements(value);
        this.grown = family.grown(value).stream().map(Constants::elements).toList();
    }

    static String write(Nodes nodes, Family family, Value.Constant value) {
        return new Constants(nodes, family, value).write(value.tensor());
    }

    private static double[] elements(Value value) {
        return ((Value.Constant) value).tensor().toDoubleArray();
    }

    private String write(Tensor tensor) {
        var shape = tensor.shape();
        if (grown.stream().allMatch(other -> Arrays.equals(elements, other))
                && family.grown(value).stream().allMatch(other -> other.shape().equals(shape))) {
            return shape.rank() == 0
                    ? nodes.scalar(elements[0], tensor.dtype())
                    : nodes.initializer("constant", tensor);
        }
        if (shape.rank() == 0) {
            return scalar(tensor.dtype());
        }
        if (isUniform(elements) && grown.stream().allMatch(Constants::isUniform)) {
            return nodes.add("Expand", nodes.scalar(elements[0], tensor.dtype()), nodes.sizes(family.sizes(value)));
        }
        if (shape.rank() == 1 && isCount(elements) && grown.stream().allMatch(Constants::isCount)) {
            var range = nodes.range(family.sizes(value).getFirst());
            return cast(range, tensor.dtype());
        }
        throw new IllegalArgumentException("a constant of shape " + shape
                + " that the function makes depends on an axis that may change; make it of operations on the inputs");
    }

    /** A number that is a size, such as the divisor of a mean. */
    private String scalar(DType dtype) {
        var size = family.size(value, v -> {
            double number = elements(v)[0];
            return number == (int) number ? (int) number : -1;
        });
        if (elements[0] < 0) {
            throw new IllegalArgumentException("the number " + elements[0] + " depends on an axis that may change");
        }
        return cast(nodes.add("Squeeze", nodes.size(size), nodes.wholes(0)), dtype);
    }

    private String cast(String name, DType dtype) {
        return dtype == DType.I64
                ? name
                : nodes.add(
                        "Cast",
                        List.of(name),
                        Map.of("to", Step.whole(ElementKind.of(dtype).ordinal())));
    }

    private static boolean isUniform(double[] elements) {
        return elements.length > 0 && Arrays.stream(elements).allMatch(element -> element == elements[0]);
    }

    /** 0, 1, 2… */
    private static boolean isCount(double[] elements) {
        for (int i = 0; i < elements.length; i++) {
            if (elements[i] != i) {
                return false;
            }
        }
        return true;
    }
}
