package io.lanewise.conformance;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call of an operator and what PyTorch answered. Values are tensors, {@code Long}, {@code Double}, {@code Boolean},
 * {@code String}, {@link DType}, {@link Slice}, {@link Ellipsis}, lists of these, and null for Python's None.
 *
 * @param operator the operator's name, with {@code __variant} where it has one
 * @param output the expected result; its tensors require a gradient where PyTorch's do
 * @param outputGradients one for each output that has a gradient
 * @param gradients the expected gradients, one for each of {@link #leaves}; null where PyTorch gives none
 */
record Case(
        String id,
        String operator,
        @Nullable Object input,
        List<@Nullable Object> args,
        Map<String, @Nullable Object> kwargs,
        @Nullable Object output,
        List<Tensor> outputGradients,
        List<@Nullable Tensor> gradients) {

    /** Python's {@code start:stop:step}. */
    record Slice(
            @Nullable Long start,
            @Nullable Long stop,
            @Nullable Long step) {}

    /** Python's {@code ...}. */
    enum Ellipsis {
        INSTANCE
    }

    /** The tensors whose gradients are compared: input, args, kwargs. */
    List<Tensor> leaves() {
        var leaves = new ArrayList<Tensor>();
        collect(input, leaves);
        collect(args, leaves);
        collect(kwargs.values(), leaves);
        return leaves;
    }

    /** The tensors with a gradient in a value, in its order. */
    static void collect(@Nullable Object value, List<Tensor> found) {
        switch (value) {
            case Tensor tensor when tensor.requiresGrad() -> found.add(tensor);
            case Collection<?> values -> values.forEach(v -> collect(v, found));
            case null, default -> {}
        }
    }

    /** PyTorch's name of an element type. */
    static DType dtype(String name) {
        return switch (name) {
            case "float32" -> DType.F32;
            case "float64" -> DType.F64;
            case "float16" -> DType.F16;
            case "int32" -> DType.I32;
            case "int64" -> DType.I64;
            case "int8" -> DType.I8;
            case "uint8" -> DType.U8;
            default -> DType.valueOf(name.toUpperCase(Locale.ROOT));
        };
    }
}
