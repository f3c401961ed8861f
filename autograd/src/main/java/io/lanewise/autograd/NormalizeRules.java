package io.lanewise.autograd;

import io.lanewise.tensor.Differentiator.Backward;
import io.lanewise.tensor.Engine;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The derivative of a normalization along the last axis: by kernels of its own, or, where it is to be differentiated
 * again, by formula. With z the normalized row and t = g·scale: (t − mean(t) − z·mean(t·z))·inverse.
 */
final class NormalizeRules {
    private NormalizeRules() {}

    static @Nullable Backward of(Op.Normalize op, Recording r) {
        var inputs = IntStream.range(0, r.inputs().size()).mapToObj(r::save).toList();
        var wanted = r.inputs().stream().map(Tensor::requiresGrad).toList();
        return g -> {
            var in = inputs.stream().map(Saved::get).toList();
            return GradMode.isEnabled() ? formula(op, in, g) : kernels(op, in, g, wanted);
        };
    }

    private static List<@Nullable Tensor> kernels(Op.Normalize op, List<Tensor> in, Tensor g, List<Boolean> wanted) {
        var x = in.getFirst();
        var gradients = new ArrayList<@Nullable Tensor>(in.size());
        if (wanted.getFirst()) {
            var operands = new ArrayList<Tensor>(List.of(x, g));
            operands.addAll(in.subList(1, Math.min(2, in.size())));
            gradients.add(Engine.run(new Op.NormalizeGrad(op.eps(), op.centered()), operands));
        } else {
            gradients.add(null);
        }
        if (in.size() > 1) {
            var both = Engine.run(new Op.NormalizeWeightGrad(op.eps(), op.centered()), x, g);
            IntStream.range(0, in.size() - 1).forEach(i -> gradients.add(both.select(0, i)));
        }
        return gradients;
    }

    private static List<@Nullable Tensor> formula(Op.Normalize op, List<Tensor> in, Tensor g) {
        var x = in.getFirst();
        var centered = op.centered() ? x.sub(x.mean(true, -1)) : x;
        var inverse = centered.square().mean(true, -1).add(op.eps()).rsqrt();
        var z = centered.mul(inverse);
        var t = in.size() > 1 ? g.mul(in.get(1)) : g;
        var rest = op.centered() ? t.sub(t.mean(true, -1)) : t;
        var gradients = new ArrayList<@Nullable Tensor>(in.size());
        gradients.add(rest.sub(z.mul(t.mul(z).mean(true, -1))).mul(inverse));
        int n = x.size(-1);
        int rows = n == 0 ? 0 : x.elements() / n;
        if (in.size() > 1) {
            gradients.add(g.mul(z).reshape(rows, n).sum(0));
        }
        if (in.size() > 2) {
            gradients.add(g.reshape(rows, n).sum(0));
        }
        return gradients;
    }
}
