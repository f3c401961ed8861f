package io.lanewise.tensor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Products of bytes that stand for other numbers: {@code (q − zero point) · scale}. */
sealed interface Quantized permits Tensor {
    Tensor self();

    /**
     * The exact product of matrices of bytes, ONNX's {@code MatMulInteger}: sums of (x − zero)(other − otherZero) in i32,
     * wrapping around. Shapes are those of {@link Tensor#matmul}. A weight that the library made, rather than wrapped, is
     * packed once for as long as it does not change.
     *
     * @param other i8 or u8, as x is
     * @param zero of x's type: one element, or one for each row, [m] or [..., m, 1]; null for 0
     * @param otherZero of other's type: one element, or one for each column, [n] or [..., 1, n]; null for 0
     * @throws DTypeException when an operand is neither i8 nor u8, or a zero point is of another type
     * @throws ShapeException when the inner sizes differ, or zero points are neither one nor as many as expected
     */
    default Tensor matmulInteger(Tensor other, @Nullable Tensor zero, @Nullable Tensor otherZero) {
        var x = self();
        bytes("matmulInteger", "x", x);
        bytes("matmulInteger", "other", other);
        if (x.dim() == 0 || other.dim() == 0 || x.size(-1) != other.size(other.dim() == 1 ? 0 : -2)) {
            throw new ShapeException("matmulInteger: " + x.shape() + " x " + other.shape()
                    + " do not match: expected [..., m, k] x [..., k, n]");
        }
        var a = x.dim() == 1 ? x.unsqueeze(0) : x;
        var b = other.dim() == 1 ? other.unsqueeze(1) : other;
        var product = product(
                a,
                b,
                zeros("zero", zero, x.dtype(), a.shape(), -2),
                zeros("otherZero", otherZero, other.dtype(), b.shape(), -1));
        if (other.dim() == 1) {
            product = product.squeeze(-1);
        }
        return x.dim() == 1 ? product.squeeze(other.dim() == 1 ? -1 : -2) : product;
    }

    private static Tensor product(Tensor a, Tensor b, Tensor zero, Tensor otherZero) {
        if (b.dim() == 2 && a.dim() > 2 && otherZero.dim() == 2) {
            int rows = a.shape().slice(0, a.dim() - 1).elements();
            var zeros = zero.elements() == 1
                    ? zero.reshape(1, 1)
                    : zero.expand(a.shape().with(-1, 1)).reshape(rows, 1);
            return Engine.run(new Op.IntegerMatMul(), a.reshape(rows, a.size(-1)), b, zeros, otherZero)
                    .reshape(a.shape().with(-1, b.size(-1)));
        }
        var batch = a.shape().slice(0, a.dim() - 2);
        for (var t : List.of(b, zero, otherZero)) {
            batch = Shape.broadcast("matmulInteger", batch, t.shape().slice(0, t.dim() - 2));
        }
        return Engine.run(
                new Op.IntegerMatMul(), over(batch, a), over(batch, b), over(batch, zero), over(batch, otherZero));
    }

    private static Tensor over(Shape batch, Tensor t) {
        return t.expand(batch.concat(t.shape().slice(t.dim() - 2, t.dim())));
    }

    /** Zero points as a column for the rows of x, axis -2, or a row for the columns of other, axis -1. */
    private static Tensor zeros(String name, @Nullable Tensor zeros, DType dtype, Shape shape, int axis) {
        if (zeros == null) {
            return Tensor.zeros(Shape.of(1, 1), dtype);
        }
        if (zeros.dtype() != dtype) {
            throw new DTypeException("matmulInteger: " + name + " is " + zeros.dtype() + "; expected " + dtype);
        }
        if (zeros.elements() == 1) {
            return zeros.reshape(1, 1);
        }
        var lines = zeros.dim() == 1 ? zeros.unsqueeze(axis == -2 ? 1 : 0) : zeros;
        int other = axis == -2 ? -1 : -2;
        if (zeros.dim() == 0
                || lines.size(other) != 1
                || lines.size(axis) != 1 && lines.size(axis) != shape.dim(axis)) {
            throw new ShapeException("matmulInteger: " + name + " " + zeros.shape() + " does not match " + shape
                    + ": expected one element or one for each " + (axis == -2 ? "row" : "column"));
        }
        return lines;
    }

    /**
     * x·wᵀ + b with weights of bytes, computed in integers: x is quantized as a whole to u8 as ONNX's {@code
     * DynamicQuantizeLinear} does, multiplied exactly as {@link #matmulInteger} does, and the sums are scaled back. Has no
     * derivative.
     *
     * @param weight i8 or u8 [n, k], for an f32 x of [..., k]
     * @param scale of the weight, f32: one element or [n]
     * @param zero point of the weight, of its type: one element or [n]; null for 0
     * @param bias f32 [n], or null
     * @return f32 [..., n]
     */
    default Tensor dynamicLinear(Tensor weight, Tensor scale, @Nullable Tensor zero, @Nullable Tensor bias) {
        var x = self();
        bytes("dynamicLinear", "weight", weight);
        if (x.dtype() != DType.F32
                || scale.dtype() != DType.F32
                || zero != null && zero.dtype() != weight.dtype()
                || bias != null && bias.dtype() != DType.F32) {
            throw new DTypeException("dynamicLinear: x is " + x.dtype() + ", scale " + scale.dtype() + ", zero "
                    + (zero == null ? "null" : zero.dtype()) + ", bias " + (bias == null ? "null" : bias.dtype())
                    + "; expected f32, f32, " + weight.dtype() + ", f32");
        }
        if (weight.dim() != 2 || x.dim() == 0 || x.size(-1) != weight.size(1)) {
            throw new ShapeException("dynamicLinear: x " + x.shape() + " and weight " + weight.shape()
                    + " do not match: expected x [..., k] and weight [n, k]");
        }
        int n = weight.size(0);
        var zeros = zero == null ? Tensor.zeros(Shape.of(1), weight.dtype()) : zero;
        columns("scale", scale, n, true);
        columns("zero", zeros, n, true);
        var inputs = new ArrayList<>(List.of(x, weight, scale.reshape(-1), zeros.reshape(-1)));
        if (bias != null) {
            columns("bias", bias, n, false);
            inputs.add(bias);
        }
        return Engine.run(new Op.DynamicLinear(), inputs);
    }

    private static void columns(String name, Tensor t, int n, boolean oneIsEnough) {
        if (!(oneIsEnough && t.elements() == 1) && !t.shape().equals(Shape.of(n))) {
            throw new ShapeException("dynamicLinear: " + name + " " + t.shape() + " does not match: expected "
                    + (oneIsEnough ? "one element or " : "") + "[" + n + "]");
        }
    }

    private static void bytes(String operation, String name, Tensor t) {
        if (t.dtype() != DType.I8 && t.dtype() != DType.U8) {
            throw new DTypeException(operation + ": " + name + " is " + t.dtype() + "; expected i8 or u8");
        }
    }
}
