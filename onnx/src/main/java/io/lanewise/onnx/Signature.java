package io.lanewise.onnx;

import io.lanewise.onnx.format.OnnxFile;
import io.lanewise.onnx.format.OnnxGraph;
import io.lanewise.onnx.format.ValueInfo;
import io.lanewise.onnx.operators.OnnxValue;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The inputs and outputs of a model, and what it says about them.
 *
 * @param inputs all that a caller may give
 * @param defaults those that need not be given
 */
record Signature(List<ValueInfo> inputs, Set<String> defaults, List<ValueInfo> outputs) {
    static Signature of(OnnxFile file) {
        var graph = file.graph();
        return new Signature(graph.inputs(), Set.copyOf(graph.initializers().keySet()), graph.outputs());
    }

    /** The inputs that have no default. */
    static List<ValueInfo> inputs(OnnxGraph graph) {
        return graph.inputs().stream()
                .filter(input -> !graph.initializers().containsKey(input.name()))
                .toList();
    }

    /** Whether all outputs are tensors. */
    boolean givesTensors() {
        return outputs.stream().allMatch(output -> output.container() == ValueInfo.Container.TENSOR);
    }

    /**
     * The given inputs in the model's order.
     *
     * @throws OnnxException when they are not what the model says
     */
    Map<String, OnnxValue> check(Map<String, OnnxValue> given) {
        var checked = new LinkedHashMap<String, OnnxValue>();
        for (var input : inputs) {
            var value = given.get(input.name());
            if (value != null) {
                checked.put(input.name(), value instanceof OnnxValue.Dense(var tensor) ? check(input, tensor) : value);
            } else if (!defaults.contains(input.name())) {
                throw new OnnxException("onnx: input '" + input.name() + "' is missing; expected " + describe());
            }
        }
        if (checked.size() < given.size()) {
            var unknown = new ArrayList<>(given.keySet());
            unknown.removeAll(checked.keySet());
            throw new OnnxException("onnx: there is no input '" + unknown.getFirst() + "'; expected " + describe());
        }
        return checked;
    }

    private String describe() {
        return inputs.stream()
                .filter(input -> !defaults.contains(input.name()))
                .map(input -> input.name() + " " + input.describe())
                .collect(Collectors.joining(", "));
    }

    private static OnnxValue check(ValueInfo input, Tensor tensor) {
        var expected = input.kind().dtype();
        if (expected != null && tensor.dtype() != expected) {
            throw new OnnxException("onnx: input '" + input.name() + "' is " + tensor.dtype() + ", expected " + expected
                    + (input.kind().name().startsWith("U")
                                    || input.kind().name().equals("INT16")
                            ? ", which holds " + input.kind()
                            : ""));
        }
        var dims = input.dims();
        if (dims != null) {
            boolean fits = dims.size() == tensor.dim();
            for (int i = 0; fits && i < dims.size(); i++) {
                fits = fits(dims.get(i), tensor.size(i));
            }
            if (!fits) {
                throw new OnnxException("onnx: input '" + input.name() + "' has shape " + tensor.shape() + ", expected "
                        + input.describe());
            }
        }
        return new OnnxValue.Dense(tensor);
    }

    /** Sizes that have a name, or that exporters wrote as 0 or -1, may be any. */
    private static boolean fits(String dim, int size) {
        return !dim.matches("[1-9]\\d*") || dim.equals(Integer.toString(size));
    }
}
