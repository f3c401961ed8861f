package io.lanewise.onnx.export;

import io.lanewise.graph.Value;
import io.lanewise.onnx.format.Attribute;
import io.lanewise.onnx.format.ElementKind;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One operation that is to be written as nodes.
 *
 * @param in the names of its operands
 */
record Step(Nodes nodes, Family family, Value.Node node, List<String> in) {
    // What is known

    Op op() {
        return node.op();
    }

    String x() {
        return in.getFirst();
    }

    boolean has(int input) {
        return input < in.size();
    }

    Shape shape(int input) {
        return node.inputs().get(input).shape();
    }

    DType dtype(int input) {
        return node.inputs().get(input).dtype();
    }

    int rank() {
        return shape(0).rank();
    }

    /** The sizes of an operand. */
    List<Size> sizes(int input) {
        return family.sizes(node.inputs().get(input));
    }

    /** The sizes of the result. */
    List<Size> sizes() {
        return family.sizes(node);
    }

    /** Whether something of the operation stays what it is when an axis is longer. */
    boolean isFixed(Function<Value.Node, Object> property) {
        var here = property.apply(node);
        return family.grown(node).stream().allMatch(value -> here.equals(property.apply((Value.Node) value)));
    }

    /** Refuses attributes that depend on the axes that may change. */
    void needFixed() {
        for (var value : family.grown(node)) {
            var other = ((Value.Node) value).op();
            if (!node.op().equals(other)) {
                throw new IllegalArgumentException(
                        "it depends on an axis that may change: " + node.op() + " becomes " + other);
            }
        }
    }

    // What is written

    String add(String operator, String... inputs) {
        return nodes.add(operator, inputs);
    }

    String add(String operator, List<String> inputs, Map<String, Attribute> attributes) {
        return nodes.add(operator, inputs, attributes);
    }

    String add(String operator, String input, String attribute, long value) {
        return nodes.add(operator, List.of(input), Map.of(attribute, whole(value)));
    }

    String cast(String x, DType from, DType to) {
        return from == to ? x : add("Cast", x, "to", ElementKind.of(to).ordinal());
    }

    String scalar(double value, DType dtype) {
        return nodes.scalar(value, dtype);
    }

    String transpose(String x, List<Integer> axes) {
        boolean same = true;
        for (int i = 0; i < axes.size(); i++) {
            same &= axes.get(i) == i;
        }
        return same ? x : add("Transpose", List.of(x), Map.of("perm", wholes(axes)));
    }

    /** With the last two of {@code rank} axes exchanged. */
    String transposeMatrix(String x, int rank) {
        var axes = new ArrayList<Integer>();
        for (int i = 0; i < rank - 2; i++) {
            axes.add(i);
        }
        axes.add(rank - 1);
        axes.add(rank - 2);
        return transpose(x, axes);
    }

    /** The same elements in row-major order under other sizes. */
    String reshape(String x, List<Size> sizes) {
        long open = sizes.stream().filter(size -> !size.isFixed()).count();
        boolean empty = sizes.stream().anyMatch(size -> size.isFixed() && size.factor() == 0);
        if (empty) {
            var allowed = Map.<String, Attribute>of("allowzero", whole(1));
            return add("Reshape", List.of(x, nodes.sizes(sizes)), allowed);
        }
        if (open == 1) {
            return add(
                    "Reshape",
                    x,
                    nodes.wholes(sizes.stream()
                            .map(size -> size.isFixed() ? size.factor() : -1)
                            .toList()));
        }
        return add("Reshape", x, nodes.sizes(sizes));
    }

    // Attributes

    static Attribute whole(long value) {
        return new Attribute.Whole(value);
    }

    static Attribute number(double value) {
        return new Attribute.Number(value);
    }

    static Attribute wholes(List<Integer> values) {
        return new Attribute.Wholes(
                values.stream().mapToLong(Integer::longValue).toArray());
    }
}
