package io.lanewise.tensor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Products of matrices and vectors. */
sealed interface Matrices permits Tensor {
    Tensor self();

    /**
     * The matrix product, as in PyTorch: of two vectors their dot product; a vector on the left is a row, one on the
     * right a column; leading dimensions are broadcast.
     *
     * @throws ShapeException when the inner sizes differ
     */
    default Tensor matmul(Tensor other) {
        var x = self();
        if (x.dim() == 0 || other.dim() == 0) {
            throw new ShapeException("matmul: expected at least 1 dimension on both sides, got " + x.shape() + " x "
                    + other.shape() + "; use mul to scale");
        }
        int inner = other.size(other.dim() == 1 ? 0 : -2);
        if (x.size(-1) != inner) {
            var fits = other.dim() >= 2 && other.size(-1) == x.size(-1);
            throw new ShapeException("matmul: " + x.shape() + " x " + other.shape() + " do not match: inner sizes "
                    + x.size(-1) + " and " + inner
                    + (fits ? "; did you mean " + (other.dim() == 2 ? "w.t()" : "w.mT()") + "?" : ""));
        }
        var dtype = Promotion.of(x, other);
        var a = x.dim() == 1 ? x.unsqueeze(0) : x;
        var b = other.dim() == 1 ? other.unsqueeze(1) : other;
        var product = product(a.to(dtype), b.to(dtype));
        if (other.dim() == 1) {
            product = product.squeeze(-1);
        }
        return x.dim() == 1 ? product.squeeze(other.dim() == 1 ? -1 : -2) : product;
    }

    private static Tensor product(Tensor a, Tensor b) {
        if (b.dim() == 2 && a.dim() > 2) {
            // One tall product instead of many: the rows of all batches share b.
            var tall = a.reshape(a.shape().slice(0, a.dim() - 1).elements(), a.size(-1));
            return Engine.run(new Op.MatMul(), tall, b).reshape(a.shape().with(-1, b.size(-1)));
        }
        var batch = Shape.broadcast(
                "matmul", a.shape().slice(0, a.dim() - 2), b.shape().slice(0, b.dim() - 2));
        var left = a.expand(batch.concat(a.shape().slice(a.dim() - 2, a.dim())));
        var right = b.expand(batch.concat(b.shape().slice(b.dim() - 2, b.dim())));
        return Engine.run(new Op.MatMul(), left, right);
    }

    /**
     * x·wᵀ + b, the product of a linear layer.
     *
     * @param weight [n, k], for an x of [..., k]
     * @param bias [n], or null
     */
    default Tensor linear(Tensor weight, @Nullable Tensor bias) {
        var x = self();
        if (weight.dim() != 2 || x.dim() == 0 || x.size(-1) != weight.size(1)) {
            throw new ShapeException("linear: x " + x.shape() + " and weight " + weight.shape()
                    + " do not match: expected x [..., k] and weight [n, k]");
        }
        if (bias != null && !bias.shape().equals(Shape.of(weight.size(0)))) {
            throw new ShapeException("linear: bias " + bias.shape() + " does not match weight " + weight.shape()
                    + ": expected [" + weight.size(0) + "]");
        }
        var dtype = Promotion.of(x, weight);
        if (weight.dtype().isHalf() && weight.dtype() == dtype && !recorded(x, weight, bias)) {
            // What is not differentiated reads its weights as they are: half the memory of widened ones.
            return linear(QuantizedWeight.halves(weight), bias).to(dtype);
        }
        if (!dtype.isFloat()) {
            return bias == null ? x.matmul(weight.t()) : x.matmul(weight.t()).add(bias);
        }
        return bias == null
                ? Engine.run(new Op.Linear(), x.to(dtype), weight.to(dtype))
                : Engine.run(new Op.Linear(), x.to(dtype), weight.to(dtype), bias.to(dtype));
    }

    private static boolean recorded(Tensor x, Tensor weight, @Nullable Tensor bias) {
        return GradMode.isEnabled()
                && (x.requiresGrad() || weight.requiresGrad() || bias != null && bias.requiresGrad());
    }

    /**
     * x·wᵀ + b with weights of few bits, computed in f32. The gradient reaches x, not the weights.
     *
     * @param weight [n, k], for an x of [..., k] of any float type
     * @param bias [n], or null
     * @return f32 [..., n]
     */
    default Tensor linear(QuantizedWeight weight, @Nullable Tensor bias) {
        var x = self();
        if (!x.dtype().isFloat() || x.dim() == 0 || x.size(-1) != weight.inputs()) {
            throw new ShapeException("linear: x " + x.shape() + " of " + x.dtype() + " and weight " + weight
                    + " do not match: expected floats of [..., k] and a weight [n, k]");
        }
        if (bias != null && !bias.shape().equals(Shape.of(weight.outputs()))) {
            throw new ShapeException("linear: bias " + bias.shape() + " does not match weight " + weight
                    + ": expected [" + weight.outputs() + "]");
        }
        var inputs = new ArrayList<Tensor>(List.of(x.to(DType.F32), weight.data()));
        if (weight.scales() != null) {
            inputs.add(weight.scales());
        }
        if (bias != null) {
            inputs.add(bias.to(DType.F32));
        }
        return Engine.run(new Op.QuantizedLinear(weight.format()), inputs);
    }

    /** The dot product of two vectors. */
    default Tensor dot(Tensor other) {
        if (self().dim() != 1 || other.dim() != 1) {
            throw new ShapeException("dot: expected two vectors, got " + self().shape() + " and " + other.shape());
        }
        return matmul(other);
    }

    /** The outer product of two vectors: [n] and [m] give [n, m]. */
    default Tensor outer(Tensor other) {
        if (self().dim() != 1 || other.dim() != 1) {
            throw new ShapeException("outer: expected two vectors, got " + self().shape() + " and " + other.shape());
        }
        return self().unsqueeze(1).mul(other.unsqueeze(0));
    }
}
