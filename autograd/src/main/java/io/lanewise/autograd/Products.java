package io.lanewise.autograd;

import io.lanewise.expr.Reduction;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Engine;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Derivatives of products and running products. The quotient of the product and one factor is the product of the
 * others, but not where a factor is zero: there the others are multiplied, which is slower.
 */
final class Products {
    private Products() {}

    /** g, y = Π x, both with the reduced axes of size 1. */
    static Tensor prod(Tensor g, Tensor x, Tensor y, List<Integer> axes) {
        return hasZero(x) ? g.mul(productOfOthers(x, axes)) : g.mul(y).div(x);
    }

    /** For each element the product of the others along the axes. */
    private static Tensor productOfOthers(Tensor x, List<Integer> axes) {
        var order = new ArrayList<>(IntStream.range(0, x.dim()).boxed().toList());
        order.removeAll(axes);
        order.addAll(axes);
        var moved = Engine.run(new Op.Permute(List.copyOf(order)), x);
        int lead = x.dim() - axes.size();
        var flat = moved.reshape(moved.shape()
                .slice(0, lead)
                .concat(Shape.of(moved.shape().slice(lead, x.dim()).elements())));
        var before = productOfEarlier(flat);
        var after = productOfEarlier(flat.flip(-1)).flip(-1);
        var others = before.mul(after).reshape(moved.shape());
        return Engine.run(new Op.Permute(ViewRules.inverse(order)), others);
    }

    /** Along the last axis: 1, x₀, x₀x₁, … without the last factor. */
    private static Tensor productOfEarlier(Tensor x) {
        int last = x.dim() - 1;
        var one = Tensor.ones(x.shape().with(last, 1), x.dtype()).to(x.backend());
        var earlier = Engine.run(new Op.Slice(last, 0, x.size(last) - 1, 1), x);
        return cumprod(Engine.run(new Op.Cat(last), one, earlier), last);
    }

    /**
     * The gradient of y = cumprod(x): Σⱼ gⱼ·∂yⱼ/∂xᵢ over j ≥ i, where ∂yⱼ/∂xᵢ is the product of the first j factors
     * without xᵢ.
     */
    static Tensor cumprod(Tensor g, Tensor x, Tensor y, int axis) {
        if (!hasZero(x)) {
            return ReductionRules.sumFromEnd(g.mul(y), axis).div(x);
        }
        return GradMode.isEnabled() ? byAllProducts(g, x, axis) : aroundFirstZero(g, x, y, axis);
    }

    /**
     * Before the first zero the quotients hold. At it, the zero is left out of the products. After it all derivatives
     * are zero, but theirs are not: this form cannot be differentiated again.
     */
    private static Tensor aroundFirstZero(Tensor g, Tensor x, Tensor y, int axis) {
        var zeros = Engine.run(new Op.Scan(Reduction.SUM, axis), x.eq(0.0).to(DType.I64));
        var first = zeros.eq(1L).logicalAnd(x.eq(0.0));
        var one = Tensor.scalar(1, x.dtype());
        var without = first.where(one, x);
        var atFirst = ReductionRules.sumFromEnd(g.mul(cumprod(without, axis)), axis);
        var before = ReductionRules.sumFromEnd(g.mul(y), axis).div(without);
        var none = Tensor.scalar(0, x.dtype());
        return zeros.eq(0L).where(before, first.where(atFirst, none));
    }

    /** Every product without one factor, n x n of them along the axis. */
    private static Tensor byAllProducts(Tensor g, Tensor x, int axis) {
        int n = x.size(axis);
        int last = x.dim() - 1;
        var self = Tensor.eye(n, n, DType.F32).to(DType.BOOL);
        var factors =
                self.where(Tensor.scalar(1, x.dtype()), x.transpose(axis, last).unsqueeze(-2));
        var products = cumprod(factors, last + 1).triu(0);
        return products.mul(g.transpose(axis, last).unsqueeze(-2)).sum(-1).transpose(axis, last);
    }

    private static Tensor cumprod(Tensor x, int axis) {
        return Engine.run(new Op.Scan(Reduction.PROD, axis), x);
    }

    private static boolean hasZero(Tensor x) {
        return x.eq(0.0).any().itemLong() != 0;
    }
}
