package io.lanewise.onnx.operators;

import io.lanewise.tensor.Linalg;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/** Products of matrices. */
final class Matrices {
    private Matrices() {}

    static @Nullable Operator find(String name) {
        return switch (name) {
            case "MatMul" -> Operator.one(call -> call.x().matmul(call.tensor(1)));
            case "Gemm" -> Operator.one(Matrices::gemm);
            case "Einsum" ->
                Operator.one(call -> Tensors.einsum(
                        call.text("equation", "").replace(" ", ""),
                        call.tensors().toArray(Tensor[]::new)));
            case "Det" -> Operator.one(call -> Linalg.det(call.x()));
            default -> null;
        };
    }

    /** α·a·b + β·c, where a and b may be transposed first. */
    static Tensor gemm(Call call) {
        var a = call.flag("transA", false) ? call.x().t() : call.x();
        double alpha = call.number("alpha", 1);
        double beta = call.number("beta", 1);
        var c = call.optional(2);
        boolean transposed = call.flag("transB", false);
        var w = transposed ? call.tensor(1) : call.tensor(1).t();
        boolean isBias = c != null && c.dim() == 1 && c.size(0) == w.size(0);
        if (alpha == 1 && beta == 1 && isBias && a.dtype().isFloat()) {
            return a.linear(w, c);
        }
        var product = a.dtype().isFloat() ? a.linear(w, null) : a.matmul(w.t());
        var scaled = alpha == 1 ? product : product.mul(alpha);
        if (c == null || beta == 0) {
            return scaled.to(a.dtype());
        }
        return scaled.add(beta == 1 ? c : c.mul(beta)).to(a.dtype());
    }
}
