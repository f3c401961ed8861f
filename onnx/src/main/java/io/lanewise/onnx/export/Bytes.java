package io.lanewise.onnx.export;

import io.lanewise.expr.WeightFormat;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** Products of bytes, and linear maps with weights of few bits. */
final class Bytes {
    private Bytes() {}

    /** (a − za)·(b − zb) in i32, since ONNX's own product takes fewer shapes of zero points. */
    static String product(Step step) {
        return step.add("MatMul", centered(step, 0), centered(step, 1));
    }

    private static String centered(Step step, int input) {
        var bytes = step.cast(step.in().get(input), step.dtype(input), DType.I32);
        var zero = step.cast(step.in().get(input + 2), step.dtype(input + 2), DType.I32);
        return step.add("Sub", bytes, zero);
    }

    /** The weights stay as they are stored; a runtime makes numbers of them. */
    static String quantizedLinear(Step step, WeightFormat format) {
        var stored = step.in().get(1);
        var weight =
                switch (format) {
                    case F16, BF16 -> step.cast(stored, step.dtype(1), DType.F32);
                    case I8 -> {
                        // Without zero points ONNX Runtime takes bytes for u8 when it moves the transpose.
                        var zeros = Tensor.zeros(Shape.of(step.shape(1).dim(0)), DType.I8);
                        yield step.add(
                                "DequantizeLinear",
                                List.of(stored, step.in().get(2), step.nodes().initializer("zero_point", zeros)),
                                Map.of("axis", Step.whole(0)));
                    }
                    case Q8_0, Q4_0 ->
                        throw new IllegalArgumentException("ONNX has no blocks of weights like " + format.lower()
                                + "; export the model with weights in i8, f16 or f32");
                };
        int bias = format == WeightFormat.I8 ? 3 : 2;
        var product = step.add("MatMul", step.x(), step.transposeMatrix(weight, 2));
        return step.has(bias) ? step.add("Add", product, step.in().get(bias)) : product;
    }

    static String dynamicLinear(Step step) {
        var in = step.in();
        var quantized = step.nodes().add("DynamicQuantizeLinear", List.of(step.x()), Map.of(), 3);
        var product = step.add(
                "MatMulInteger",
                quantized.get(0),
                step.transposeMatrix(in.get(1), 2),
                quantized.get(2),
                zeroPoint(step));
        var scale = step.add("Mul", quantized.get(1), in.get(2));
        var y = step.add("Mul", step.cast(product, DType.I32, DType.F32), scale);
        return step.has(4) ? step.add("Add", y, in.get(4)) : y;
    }

    /** One for all outputs has no dimensions, so that it is not taken for one of each. */
    private static String zeroPoint(Step step) {
        var zero = step.in().get(3);
        return step.shape(3).elements() == 1
                ? step.add("Reshape", zero, step.nodes().wholes(List.of()))
                : zero;
    }
}
