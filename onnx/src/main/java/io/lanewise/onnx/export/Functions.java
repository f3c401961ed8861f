package io.lanewise.onnx.export;

import static java.util.Map.entry;

import io.lanewise.expr.Catalog;
import io.lanewise.expr.Elementwise;
import io.lanewise.onnx.format.Attribute;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Op;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions of the catalog that ONNX has under a name of its own. */
final class Functions {
    private static final Map<Elementwise, String> OF_FLOATS = Map.ofEntries(
            entry(Catalog.RECIPROCAL, "Reciprocal"),
            entry(Catalog.ASINH, "Asinh"),
            entry(Catalog.ACOSH, "Acosh"),
            entry(Catalog.ATANH, "Atanh"),
            entry(Catalog.RELU, "Relu"),
            entry(Catalog.SELU, "Selu"),
            entry(Catalog.MISH, "Mish"),
            entry(Catalog.SOFTSIGN, "Softsign"),
            entry(Catalog.HARDSWISH, "HardSwish"),
            entry(Catalog.ISNAN, "IsNaN"),
            entry(Catalog.ISINF, "IsInf"));

    private static final Map<Elementwise, String> OF_BOOLS = Map.of(
            Catalog.LOGICAL_AND, "And",
            Catalog.BITWISE_AND, "And",
            Catalog.MINIMUM, "And",
            Catalog.LOGICAL_OR, "Or",
            Catalog.BITWISE_OR, "Or",
            Catalog.MAXIMUM, "Or",
            Catalog.LOGICAL_XOR, "Xor",
            Catalog.BITWISE_XOR, "Xor",
            Catalog.LOGICAL_NOT, "Not",
            Catalog.BITWISE_NOT, "Not");

    private Functions() {}

    /** The one node of a function, or null where there is none for it. */
    static @Nullable String direct(Step step, Op.Map map, List<String> operands, DType dtype) {
        var function = map.function();
        var name = dtype == DType.BOOL ? OF_BOOLS.get(function) : dtype.isFloat() ? OF_FLOATS.get(function) : null;
        if (name != null) {
            return step.add(name, operands, Map.of());
        }
        return dtype.isFloat() ? parametric(step, map, operands) : null;
    }

    private static @Nullable String parametric(Step step, Op.Map map, List<String> operands) {
        var function = map.function();
        if (function.equals(Catalog.GELU_TANH)) {
            return step.add("Gelu", operands, Map.of("approximate", new Attribute.Text("tanh")));
        }
        if (function.equals(Catalog.LEAKY_RELU)) {
            return step.add("LeakyRelu", operands, alpha(map));
        }
        if (function.equals(Catalog.ELU)) {
            return step.add("Elu", operands, alpha(map));
        }
        if (function.equals(Catalog.CELU)) {
            return step.add("Celu", operands, alpha(map));
        }
        return null;
    }

    private static Map<String, Attribute> alpha(Op.Map map) {
        return Map.of("alpha", Step.number(map.params().getFirst()));
    }
}
