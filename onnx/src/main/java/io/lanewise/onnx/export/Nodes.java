package io.lanewise.onnx.export;

import io.lanewise.onnx.format.Attribute;
import io.lanewise.onnx.format.ElementKind;
import io.lanewise.onnx.format.OnnxNode;
import io.lanewise.onnx.format.TensorData;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The nodes and initializers of a graph that is being written. Values are known by their names. */
final class Nodes {
    private final List<Axis> axes;
    private final List<String> inputs;
    private final List<OnnxNode> nodes = new ArrayList<>();
    private final Map<String, TensorData> initializers = new LinkedHashMap<>();
    private final Set<String> names = new HashSet<>();
    private final Map<String, Integer> counts = new HashMap<>();

    /** Small constants and sizes by what they hold, so that each is written once. */
    private final Map<Object, String> known = new HashMap<>();

    private record Scalar(double value, DType dtype) {}

    Nodes(List<Axis> axes, List<String> inputs, Collection<String> outputs) {
        this.axes = axes;
        this.inputs = inputs;
        names.addAll(inputs);
        names.addAll(outputs);
    }

    List<OnnxNode> nodes() {
        return nodes;
    }

    Map<String, TensorData> initializers() {
        return initializers;
    }

    private String unique(String wanted) {
        var name = wanted;
        while (!names.add(name)) {
            name = wanted + "_" + counts.merge(wanted, 1, Integer::sum);
        }
        return name;
    }

    // Nodes

    /** The first output of a new node. */
    String add(String operator, List<String> inputs, Map<String, Attribute> attributes) {
        return add(operator, inputs, attributes, 1).getFirst();
    }

    String add(String operator, String... inputs) {
        return add(operator, List.of(inputs), Map.of());
    }

    List<String> add(String operator, List<String> inputs, Map<String, Attribute> attributes, int outputs) {
        var results = new ArrayList<String>();
        for (int i = 0; i < outputs; i++) {
            results.add(unique(operator));
        }
        nodes.add(new OnnxNode(results.getFirst(), operator, "", inputs, results, attributes));
        return results;
    }

    // Constants

    /** A tensor that the file holds, under this name or one like it. */
    String initializer(String wanted, Tensor tensor) {
        var name = unique(wanted);
        var dims = new ArrayList<Long>();
        for (int size : tensor.shape().toArray()) {
            dims.add((long) size);
        }
        initializers.put(name, new TensorData(name, ElementKind.of(tensor.dtype()), dims, tensor));
        return name;
    }

    /** A number without dimensions. */
    String scalar(double value, DType dtype) {
        return known.computeIfAbsent(
                new Scalar(value, dtype), _ -> initializer("constant", Tensor.scalar(value, dtype)));
    }

    /** i64 [n]. */
    String wholes(List<Long> values) {
        return known.computeIfAbsent(values, _ -> {
            var array = values.stream().mapToLong(Long::longValue).toArray();
            return initializer("constant", Tensor.wrap(array, DType.I64, Shape.of(array.length)));
        });
    }

    String wholes(long... values) {
        return wholes(Arrays.stream(values).boxed().toList());
    }

    // Sizes

    /** i64 [n]: sizes that may depend on the axes. */
    String sizes(List<Size> sizes) {
        if (sizes.stream().allMatch(Size::isFixed)) {
            return wholes(sizes.stream().map(Size::factor).toList());
        }
        if (sizes.size() == 1) {
            return size(sizes.getFirst());
        }
        var parts = sizes.stream().map(this::size).toList();
        return known.computeIfAbsent(parts, _ -> add("Concat", parts, Map.of("axis", new Attribute.Whole(0))));
    }

    /** i64 [1]. */
    String size(Size size) {
        if (!size.isKnown()) {
            throw new IllegalArgumentException("it needs a size that is no product of the axes that may change: "
                    + axes.stream().map(Axis::name).toList());
        }
        if (size.isFixed()) {
            return wholes(size.factor());
        }
        var name = known.get(size);
        if (name != null) {
            return name;
        }
        String product = size.factor() == 1 ? "" : wholes(size.factor());
        for (int i = 0; i < axes.size(); i++) {
            for (int power = 0; power < size.powers().get(i); power++) {
                product = product.isEmpty() ? axis(axes.get(i)) : add("Mul", product, axis(axes.get(i)));
            }
        }
        known.put(size, product);
        return product;
    }

    /** i64 [size]: 0, 1, 2… */
    String range(Size size) {
        var end = add("Squeeze", size(size), wholes(0));
        return add("Range", scalar(0, DType.I64), end, scalar(1, DType.I64));
    }

    /** i64 [1]: the size of an axis in this run. */
    private String axis(Axis axis) {
        var name = known.get(axis);
        if (name == null) {
            name = add(
                    "Shape",
                    List.of(inputs.get(axis.input())),
                    Map.of("start", new Attribute.Whole(axis.dim()), "end", new Attribute.Whole(axis.dim() + 1L)));
            known.put(axis, name);
        }
        return name;
    }
}
