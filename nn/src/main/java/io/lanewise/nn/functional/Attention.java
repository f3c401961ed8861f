package io.lanewise.nn.functional;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.DTypeException;
import io.lanewise.tensor.Engine;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.ShapeException;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Attention. Vaswani et al., Attention Is All You Need, 2017. */
public final class Attention {
    private static final String NAME = "scaledDotProductAttention";

    private Attention() {}

    /** softmax(query·keyᵀ / √width)·value: query [.., n, width], key [.., m, width], value [.., m, valueWidth]. */
    public static Tensor scaledDotProductAttention(Tensor query, Tensor key, Tensor value) {
        return scaledDotProductAttention(query, key, value, null, false, null, false);
    }

    /**
     * softmax(scale·query·keyᵀ + mask)·value, block by block, so that no score is stored: query [.., heads, n, width],
     * key [.., heads, m, width] and value [.., heads, m, valueWidth] give [.., heads, n, valueWidth]. Leading dimensions
     * are broadcast. A query that sees no key gets zeros, as in PyTorch since 2.5.
     *
     * @param mask broadcast to [.., heads, n, m]: added to the scores or, if it is bool, true for the keys that a query
     *     sees; null for all
     * @param causal whether query i sees keys 0 to i only; there is no mask then
     * @param scale null for 1 / √width
     * @param grouped whether key and value may have fewer heads, each of which serves as many of the query's in a row
     * @throws ShapeException when shapes do not go together
     * @throws DTypeException when the tensors are not of one float type, or the mask is neither of it nor bool
     */
    public static Tensor scaledDotProductAttention(
            Tensor query,
            Tensor key,
            Tensor value,
            @Nullable Tensor mask,
            boolean causal,
            @Nullable Double scale,
            boolean grouped) {
        check(query, key, value, mask, causal);
        if (query.dtype().isHalf()) {
            var wide = query.dtype().compute();
            var wideMask = mask == null || mask.dtype() == DType.BOOL ? mask : mask.to(wide);
            return scaledDotProductAttention(
                            query.to(wide), key.to(wide), value.to(wide), wideMask, causal, scale, grouped)
                    .to(query.dtype());
        }
        if (query.dim() == 2 && key.dim() == 2 && value.dim() == 2 && (mask == null || mask.dim() == 2)) {
            return scaledDotProductAttention(
                            query.unsqueeze(0), key.unsqueeze(0), value.unsqueeze(0), mask, causal, scale, grouped)
                    .squeeze(0);
        }
        double factor = scale != null ? scale : 1 / Math.sqrt(query.size(-1));
        var inputs = broadcast(query, key, value, mask, grouped);
        return run(inputs, factor, causal);
    }

    /**
     * The same, with each weight of a key dropped at a probability, the others divided by what is left. The weights are
     * then stored: [.., heads, n, m].
     *
     * @param dropout the probability; 0 for none
     */
    public static Tensor scaledDotProductAttention(
            Tensor query,
            Tensor key,
            Tensor value,
            @Nullable Tensor mask,
            boolean causal,
            @Nullable Double scale,
            boolean grouped,
            double dropout,
            Generator generator) {
        if (Dropouts.checked(NAME, dropout) == 0) {
            return scaledDotProductAttention(query, key, value, mask, causal, scale, grouped);
        }
        check(query, key, value, mask, causal);
        var weights = attentionWeights(query, key, mask, causal, scale, grouped);
        return Dropouts.dropout(weights, dropout, generator).matmul(repeated(value, query, grouped));
    }

    /**
     * softmax(scale·query·keyᵀ + mask), the weights that attention gives to the keys: [.., heads, n, m], zeros for a
     * query that sees no key. The arguments are those of {@link #scaledDotProductAttention}.
     */
    public static Tensor attentionWeights(
            Tensor query, Tensor key, @Nullable Tensor mask, boolean causal, @Nullable Double scale, boolean grouped) {
        check(query, key, key, mask, causal);
        if (grouped) {
            checkGroups(query, key, key);
        }
        double factor = scale != null ? scale : 1 / Math.sqrt(query.size(-1));
        var scores = query.mul(factor).matmul(repeated(key, query, grouped).mT());
        var seen = causal ? causalMask(query.size(-2), key.size(-2)).to(query.backend()) : mask;
        if (seen == null || key.size(-2) == 0) {
            return scores.softmax(-1);
        }
        var lowest = Tensor.scalar(Double.NEGATIVE_INFINITY, scores.dtype());
        scores = seen.dtype() == DType.BOOL ? seen.where(scores, lowest) : scores.add(seen);
        // Rows of −∞ only are set to zeros before and after: their softmax, and what comes back from it, would be NaN.
        var any = scores.detach().amax(true, -1).ne(Double.NEGATIVE_INFINITY);
        var zero = Tensor.scalar(0, scores.dtype());
        return any.where(any.where(scores, zero).softmax(-1), zero);
    }

    /** bool [n, m]: true where query i sees key j, which is up to j = i. */
    public static Tensor causalMask(int n, int m) {
        return Tensor.arange(n).unsqueeze(1).ge(Tensor.arange(m));
    }

    private static Tensor repeated(Tensor x, Tensor query, boolean grouped) {
        return grouped && x.size(-3) != query.size(-3) ? x.repeatInterleave(query.size(-3) / x.size(-3), -3) : x;
    }

    private static Tensor run(List<Tensor> inputs, double scale, boolean causal) {
        boolean recorded = GradMode.isEnabled() && inputs.stream().anyMatch(Tensor::requiresGrad);
        var result = Engine.run(new Op.Attention(scale, causal, recorded), inputs);
        if (!recorded) {
            return result;
        }
        var shape = inputs.get(0).shape().with(-1, inputs.get(2).size(-1));
        return Engine.run(new Op.Slice(0, 0, shape.elements(), 1), result).reshape(shape.toArray());
    }

    private static void check(Tensor query, Tensor key, Tensor value, @Nullable Tensor mask, boolean causal) {
        checkTypes(query, key, value, mask);
        checkShapes(query, key, value);
        if (causal && mask != null) {
            throw new IllegalArgumentException(NAME + ": a mask beside causal = true; expected one of them");
        }
    }

    private static void checkTypes(Tensor query, Tensor key, Tensor value, @Nullable Tensor mask) {
        var dtype = query.dtype();
        if (!dtype.isFloat() || key.dtype() != dtype || value.dtype() != dtype) {
            throw new DTypeException(NAME + ": expected query, key and value of one float type, got " + dtype + ", "
                    + key.dtype() + " and " + value.dtype());
        }
        if (mask != null && mask.dtype() != DType.BOOL && mask.dtype() != dtype) {
            throw new DTypeException(NAME + ": expected a mask of bool or " + dtype + ", got " + mask.dtype());
        }
    }

    private static void checkShapes(Tensor query, Tensor key, Tensor value) {
        if (query.dim() < 2
                || key.dim() < 2
                || value.dim() < 2
                || query.size(-1) != key.size(-1)
                || key.size(-2) != value.size(-2)) {
            throw new ShapeException(NAME + ": expected query [.., n, width], key [.., m, width] and value"
                    + " [.., m, valueWidth], got " + query.shape() + ", " + key.shape() + " and " + value.shape());
        }
    }

    /** Query, key, value and mask with the same leading sizes, but for fewer heads of key and value. */
    private static List<Tensor> broadcast(
            Tensor query, Tensor key, Tensor value, @Nullable Tensor mask, boolean grouped) {
        var lead = lead(query);
        var shared = Shape.broadcast(NAME, lead(key), lead(value));
        if (grouped) {
            checkGroups(query, key, value);
            int last = lead.rank() - 1;
            var outer = Shape.broadcast(NAME, lead.slice(0, last), shared.slice(0, shared.rank() - 1));
            shared = outer.concat(Shape.of(key.size(-3)));
            lead = outer.concat(Shape.of(query.size(-3)));
        } else {
            lead = Shape.broadcast(NAME, lead, shared);
            lead = mask == null ? lead : Shape.broadcast(NAME, lead, lead(mask));
            shared = lead;
        }
        var inputs = new ArrayList<Tensor>();
        inputs.add(expand(query, lead));
        inputs.add(expand(key, shared));
        inputs.add(expand(value, shared));
        if (mask != null) {
            inputs.add(mask.expand(lead.concat(Shape.of(query.size(-2), key.size(-2)))));
        }
        return inputs;
    }

    private static void checkGroups(Tensor query, Tensor key, Tensor value) {
        if (query.dim() < 3
                || key.dim() < 3
                || value.dim() < 3
                || key.size(-3) != value.size(-3)
                || key.size(-3) == 0
                || query.size(-3) % key.size(-3) != 0) {
            throw new ShapeException(NAME + ": the heads of query " + query.shape()
                    + " are no multiple of those of key " + key.shape() + " and value " + value.shape());
        }
    }

    private static Shape lead(Tensor x) {
        return x.shape().slice(0, x.dim() - 2);
    }

    private static Tensor expand(Tensor x, Shape lead) {
        return lead(x).equals(lead) ? x : x.expand(lead.concat(x.shape().slice(x.dim() - 2, x.dim())));
    }
}
