package io.lanewise.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A function of one number in f64, applied to every element by itself, and its derivative as a function of tensors. */
record ElementByElement(
        String name, DoubleUnaryOperator function, @Nullable UnaryOperator<Tensor> slope) implements Op.Custom {
    @Override
    public Inference.Result infer(List<Tensor> inputs) {
        return new Inference.Result(inputs.getFirst().shape(), inputs.getFirst().dtype());
    }

    @Override
    public Tensor forward(List<Tensor> inputs) {
        var x = inputs.getFirst();
        var values = x.toDoubleArray();
        Arrays.setAll(values, i -> function.applyAsDouble(values[i]));
        return Tensor.wrap(values, DType.F64, x.shape()).to(x.dtype());
    }

    @Override
    public List<@Nullable Tensor> backward(Tensor gradient, List<Tensor> inputs, Tensor output) {
        return Arrays.asList(slope == null ? null : gradient.mul(slope.apply(inputs.getFirst())));
    }

    /** Applied to a tensor; integers become f32. */
    Tensor of(Tensor x) {
        return Engine.run(this, x.floating());
    }

    /** A function of two numbers, of tensors broadcast to each other; without a derivative. */
    static Tensor of(DoubleBinaryOperator function, Tensor x, Tensor y) {
        var dtype = Promotion.of(x, y);
        dtype = dtype.isFloat() ? dtype : DType.F32;
        var operands = Tensors.broadcast(List.of(x.detach(), y.detach()));
        var a = operands.get(0).to(dtype).toDoubleArray();
        var b = operands.get(1).to(dtype).toDoubleArray();
        Arrays.setAll(a, i -> function.applyAsDouble(a[i], b[i]));
        return Tensor.wrap(a, DType.F64, operands.getFirst().shape()).to(dtype);
    }

    /** A function of two integers. */
    static Tensor ofIntegers(String name, LongBinaryOperator function, Tensor x, Tensor y) {
        var dtype = Promotion.of(x, y);
        if (!dtype.isInteger()) {
            throw new DTypeException(name + ": expected integers, not " + dtype);
        }
        var operands = Tensors.broadcast(List.of(x, y));
        var a = operands.get(0).toLongArray();
        var b = operands.get(1).toLongArray();
        Arrays.setAll(a, i -> function.applyAsLong(a[i], b[i]));
        return Tensor.wrap(a, DType.I64, operands.getFirst().shape()).to(dtype);
    }
}
