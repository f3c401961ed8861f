package io.lanewise.autograd;

import io.lanewise.tensor.Differentiator.Backward;
import io.lanewise.tensor.Engine;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The derivative of attention by queries, keys and values, which {@link Op.AttentionGrad} computes block by block. Where
 * it is to be differentiated again, and for a mask, the scores are computed as a whole.
 */
final class AttentionRules {
    private AttentionRules() {}

    static @Nullable Backward of(Op.Attention op, Recording r) {
        if (!op.withLogSums()) {
            throw new IllegalArgumentException("attention: without the logarithms of its sums it has no derivative");
        }
        var inputs = IntStream.range(0, r.inputs().size()).mapToObj(r::save).toList();
        var output = r.saveOutput();
        boolean maskWanted = inputs.size() > 3 && r.inputs().get(3).requiresGrad();
        return g -> {
            var in = inputs.stream().map(Saved::get).toList();
            return GradMode.isEnabled() || maskWanted
                    ? whole(op, in, output.get(), g)
                    : blocks(op, in, output.get(), g);
        };
    }

    private static List<@Nullable Tensor> blocks(Op.Attention op, List<Tensor> in, Tensor output, Tensor g) {
        var operands = new ArrayList<>(in.subList(0, 3));
        operands.add(output);
        operands.add(g);
        operands.addAll(in.subList(3, in.size()));
        var flat = Engine.run(new Op.AttentionGrad(op.scale(), op.causal()), operands);
        var gradients = new ArrayList<@Nullable Tensor>(in.size());
        int at = 0;
        for (var input : in.subList(0, 3)) {
            gradients.add(part(flat, at, input.shape()));
            at += input.elements();
        }
        if (in.size() > 3) {
            gradients.add(null);
        }
        return gradients;
    }

    private static Tensor part(Tensor flat, int start, Shape shape) {
        return Engine.run(new Op.Slice(0, start, shape.elements(), 1), flat).reshape(shape);
    }

    /** By formula: p = exp(scores − log sums), and the scores' gradient s = p·(g·vᵀ − Σ g·o + the log sums' gradient). */
    private static List<@Nullable Tensor> whole(Op.Attention op, List<Tensor> in, Tensor output, Tensor g) {
        var q = in.get(0);
        var rows = q.shape().slice(0, q.dim() - 1);
        var shape = rows.concat(Shape.of(in.get(2).size(-1)));
        int group = Math.max(1, q.size(-3) / Math.max(1, in.get(1).size(-3)));
        var k = repeated(in.get(1), group);
        var v = repeated(in.get(2), group);
        var o = part(output, 0, shape);
        var logSums = part(output, shape.elements(), rows).unsqueeze(-1);
        var go = part(g, 0, shape);
        var scores = masked(op, q.matmul(k.mT()).mul(op.scale()), in.size() > 3 ? in.get(3) : null);
        // A query that sees no key has only scores of −∞, from which −∞ is not to be subtracted.
        var p = scores.sub(logSums.clampMin(-1e30)).exp();
        var sums = go.mul(o).sum(true, -1).sub(part(g, shape.elements(), rows).unsqueeze(-1));
        var s = p.mul(go.matmul(v.mT()).sub(sums));
        var gradients = new ArrayList<@Nullable Tensor>(in.size());
        gradients.add(s.matmul(k).mul(op.scale()));
        gradients.add(summed(s.mT().matmul(q).mul(op.scale()), group, in.get(1).shape()));
        gradients.add(summed(p.mT().matmul(go), group, in.get(2).shape()));
        if (in.size() > 3) {
            gradients.add(in.get(3).dtype().isFloat() ? s : null);
        }
        return gradients;
    }

    private static Tensor masked(Op.Attention op, Tensor scores, @Nullable Tensor mask) {
        var low = Tensor.scalar(Double.NEGATIVE_INFINITY, scores.dtype());
        var result = scores;
        if (mask != null) {
            result = mask.dtype().isFloat() ? result.add(mask) : mask.where(result, low);
        }
        if (op.causal()) {
            var seen = Tensor.ones(Shape.of(scores.size(-2), scores.size(-1)), scores.dtype())
                    .tril(0)
                    .gt(0.0)
                    .to(scores.backend());
            result = seen.where(result, low);
        }
        return result;
    }

    /** Each head of [.., shared, m, d] as often as it is used. */
    private static Tensor repeated(Tensor x, int group) {
        return group == 1 ? x : x.repeatInterleave(group, -3);
    }

    private static Tensor summed(Tensor x, int group, Shape shape) {
        if (group == 1) {
            return x;
        }
        int rank = shape.rank();
        var grouped = shape.slice(0, rank - 2).concat(Shape.of(group)).concat(shape.slice(rank - 2, rank));
        return x.reshape(grouped.toArray()).sum(rank - 2);
    }
}
