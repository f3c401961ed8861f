package io.lanewise.onnx.operators;

import io.lanewise.onnx.format.ElementKind;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tensors made of attributes and sizes. */
final class Generation {
    private Generation() {}

    static @Nullable Operator find(String name) {
        return switch (name) {
            case "Constant" -> Operator.one(Generation::constant);
            case "ConstantOfShape" -> Operator.one(Generation::constantOfShape);
            case "Range" -> Operator.one(Generation::range);
            case "EyeLike" ->
                Operator.one(call -> {
                    var x = call.x();
                    var dtype = call.hasAttribute("dtype") ? call.dtype("dtype", ElementKind.FLOAT) : x.dtype();
                    int k = call.whole("k", 0);
                    var rows = Tensor.arange(x.size(0)).unsqueeze(1);
                    var columns = Tensor.arange(x.size(1)).unsqueeze(0);
                    return rows.add((long) k).eq(columns).to(dtype);
                });
            default -> null;
        };
    }

    private static Tensor constant(Call call) {
        var value = call.data("value");
        if (value != null) {
            return value;
        }
        if (call.hasAttribute("value_float")) {
            return Tensor.scalar(call.number("value_float", 0), DType.F32);
        }
        if (call.hasAttribute("value_int")) {
            return Tensor.of(Objects.requireNonNull(call.longs("value_int"))).reshape(Shape.SCALAR);
        }
        double[] numbers = call.hasAttribute("value_floats") ? call.numbers("value_floats") : null;
        if (numbers != null) {
            return Tensor.of(numbers).to(DType.F32);
        }
        long[] wholes = call.hasAttribute("value_ints") ? call.longs("value_ints") : null;
        if (wholes != null) {
            return Tensor.of(wholes);
        }
        throw new IllegalArgumentException("expected an attribute value, value_float, value_floats, value_int or"
                + " value_ints; text and sparse tensors are not supported");
    }

    /** One element that is seen everywhere: a shape of a stranger costs no memory. */
    private static Tensor constantOfShape(Call call) {
        var value = call.data("value");
        var one = value == null ? Tensor.scalar(0, DType.F32) : Call.made(value).reshape(Shape.SCALAR);
        return one.expand(Shape.of(call.wholes(0)));
    }

    private static Tensor range(Call call) {
        var dtype = call.x().dtype();
        if (dtype.isFloat()) {
            double start = call.number(0, 0);
            double step = call.number(2, 1);
            long count = Math.max(0, (long) Math.ceil((call.number(1, 0) - start) / step));
            return Tensor.arange(count).to(DType.F64).mul(step).add(start).to(dtype);
        }
        long start = call.x().itemLong();
        long end = call.tensor(1).itemLong();
        long step = call.tensor(2).itemLong();
        if (step == 0) {
            throw new IllegalArgumentException("the step is 0");
        }
        long count = Math.max(0, step > 0 ? Math.ceilDiv(end - start, step) : Math.ceilDiv(start - end, -step));
        return Tensor.arange(count).mul(step).add(start).to(dtype);
    }
}
