package io.lanewise.onnx.operators;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Attention and rotary embeddings of ONNX's own domain, from opset 23 on. A soft cap bends the scores before the mask is
 * added, as newer versions of the specification have it: after it, what is hidden would be seen a little.
 */
final class StandardAttention {
    /** What the fourth output is: the scores, or their softmax. */
    private static final int SCORES = 0;

    private static final int PROBABILITIES = 3;

    private StandardAttention() {}

    static @Nullable Operator find(String name) {
        return switch (name) {
            case "Attention" -> Operator.many(StandardAttention::attention);
            case "RotaryEmbedding" -> Operator.one(StandardAttention::rotary);
            default -> null;
        };
    }

    /**
     * Inputs q, k and v, [batch, n, heads x width] or [batch, heads, n, width], where several heads of q may share one of
     * the others; a mask, added or, if it is bool, of what is seen; and the past's keys and values.
     */
    private static List<Tensor> attention(Call call) {
        var q = call.x();
        boolean flat = q.dim() == 3;
        var heads = new Attention.Heads(
                heads(call, 0, "q_num_heads"), heads(call, 1, "kv_num_heads"), heads(call, 2, "kv_num_heads"));
        int past = call.has(4) ? call.tensor(4).size(2) : 0;
        if (call.has(4) && call.has(5)) {
            heads = heads.after(call.tensor(4), call.tensor(5));
        }
        var mask = mask(call, heads, past);
        double scale = call.number("scale", 0);
        double cap = call.number("softcap", 0);
        var outputs = new ArrayList<Tensor>();
        if (cap > 0 || call.wants(3)) {
            outputs.addAll(inSteps(
                    call, heads, mask, scale == 0 ? 1 / Math.sqrt(heads.q().size(3)) : scale, cap));
        } else {
            outputs.add(Attention.attended(heads, mask, false, scale));
        }
        outputs.set(0, flat ? Attention.joined(outputs.getFirst()) : outputs.getFirst());
        outputs.addAll(1, List.of(heads.k(), heads.v()));
        return outputs;
    }

    private static Tensor heads(Call call, int input, String attribute) {
        var x = call.tensor(input);
        int count = call.whole(attribute, 0);
        if (x.dim() == 4) {
            return x;
        }
        if (x.dim() != 3 || count < 1 || x.size(2) % count != 0) {
            throw new IllegalArgumentException("input " + input + " " + x.shape() + " with " + count + " in attribute '"
                    + attribute + "'; expected [batch, heads, n, width] or [batch, n, heads x width]");
        }
        return Attention.heads(x, count);
    }

    /** What is added to the scores, or which keys are seen; a mask that is too short hides the keys behind it. */
    private static @Nullable Tensor mask(Call call, Attention.Heads heads, int past) {
        int n = heads.q().size(2);
        int m = heads.k().size(2);
        var mask = call.optional(3);
        if (mask != null && mask.size(-1) < m) {
            int missing = m - mask.size(-1);
            mask = mask.dtype() == DType.BOOL
                    ? mask.to(DType.U8).pad(0, 0, missing).to(DType.BOOL)
                    : mask.pad(Double.NEGATIVE_INFINITY, 0, missing);
        }
        if (!call.flag("is_causal", false)) {
            return mask;
        }
        var seen = Tensor.arange(m).le(Tensor.arange(n).unsqueeze(1).add((long) past));
        if (mask == null) {
            return seen;
        }
        return mask.dtype() == DType.BOOL
                ? mask.logicalAnd(seen)
                : seen.where(mask, Tensor.scalar(Double.NEGATIVE_INFINITY, mask.dtype()));
    }

    /** The result and the fourth output. */
    private static List<Tensor> inSteps(
            Call call, Attention.Heads heads, @Nullable Tensor mask, double scale, double cap) {
        int mode = call.whole("qk_matmul_output_mode", SCORES);
        if (call.wants(3) && mode != SCORES && mode != PROBABILITIES) {
            throw new IllegalArgumentException(
                    "attribute 'qk_matmul_output_mode' is " + mode + "; expected " + SCORES + " or " + PROBABILITIES);
        }
        int each = heads.q().size(1) / heads.k().size(1);
        var k = each == 1 ? heads.k() : heads.k().repeatInterleave(each, 1);
        var v = each == 1 ? heads.v() : heads.v().repeatInterleave(each, 1);
        var scores = heads.q().mul(scale).matmul(k.transpose(2, 3));
        var bent = cap > 0 ? scores.div(cap).tanh().mul(cap) : scores;
        if (mask != null) {
            bent = mask.dtype() == DType.BOOL
                    ? mask.where(bent, Tensor.scalar(Double.NEGATIVE_INFINITY, bent.dtype()))
                    : bent.add(mask.to(bent.dtype()));
        }
        var probabilities = bent.softmax(-1);
        return List.of(probabilities.matmul(v), mode == SCORES ? scores : probabilities);
    }

    /**
     * Inputs x [batch, n, heads x width] or [batch, heads, n, width], tables of cosines and sines, and the places at which
     * they are looked up, or tables [batch, n, half] without.
     */
    private static Tensor rotary(Call call) {
        var x = call.x();
        var heads = heads(call, 0, "num_heads");
        var cosines = angles(call, 1);
        int width = call.whole("rotary_embedding_dim", 0);
        if (2 * cosines.size(3) != (width == 0 ? heads.size(3) : width)) {
            throw new IllegalArgumentException("tables of " + cosines.size(3) + " angles for "
                    + (width == 0 ? heads.size(3) : width) + " numbers; expected one for two");
        }
        var y = Attention.turned(heads, cosines, angles(call, 2), call.flag("interleaved", false));
        return x.dim() == 3 ? Attention.joined(y) : y;
    }

    /** [batch, 1, n, half]. */
    private static Tensor angles(Call call, int input) {
        var table = call.tensor(input);
        var places = call.optional(3);
        if (places == null) {
            return table.unsqueeze(1);
        }
        return table.indexSelect(0, places.to(DType.I64).reshape(-1))
                .reshape(places.size(0), 1, places.size(1), table.size(-1));
    }
}
