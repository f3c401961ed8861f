package io.lanewise.nn;

import io.lanewise.nn.functional.Attention;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.DTypeException;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.ShapeException;
import io.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Which keys the queries of a {@link MultiheadAttention} do not see. As in PyTorch's modules, bool masks say true for a
 * key that is hidden; float masks are added to the scores.
 *
 * @param mask [queries, keys], or [batch·heads, queries, keys] for each head; null for none
 * @param keyPadding [batch, keys], or [keys] without a batch; null for none
 * @param causal whether query i sees keys 0 to i only
 */
public record AttentionMask(@Nullable Tensor mask, @Nullable Tensor keyPadding, boolean causal) {
    /** All keys are seen. */
    public static final AttentionMask NONE = new AttentionMask(null, null, false);

    /** Query i sees keys 0 to i. */
    public static final AttentionMask CAUSAL = new AttentionMask(null, null, true);

    public static AttentionMask of(Tensor mask) {
        return new AttentionMask(mask, null, false);
    }

    /** This mask, and the keys hidden at which this padding is true (or −∞). */
    public AttentionMask withKeyPadding(@Nullable Tensor padding) {
        return new AttentionMask(mask, padding, causal);
    }

    /** Whether all there is to know is the order of queries and keys. */
    boolean isCausalOnly() {
        return causal && mask == null && keyPadding == null;
    }

    /**
     * The mask of {@link Attention#scaledDotProductAttention} for [batch, heads, queries, keys]: bool with true for the
     * keys that are seen, or numbers that are added; null where all are seen.
     *
     * @param appended how many further keys there are that everybody sees
     */
    @Nullable
    Tensor resolve(Shape scores, int appended, DType dtype) {
        int keys = scores.dim(3) - appended;
        var hidden = headwise(scores, keys);
        if (keyPadding != null) {
            var padding = keyPadding.dim() == 1 ? keyPadding.unsqueeze(0) : keyPadding;
            check("key padding", keyPadding, padding.shape(), Shape.of(scores.dim(0), keys));
            hidden = joined(hidden, padding.unsqueeze(1).unsqueeze(1), dtype);
        }
        if (causal) {
            hidden = joined(hidden, Attention.causalMask(scores.dim(2), keys).logicalNot(), dtype);
        }
        if (hidden == null) {
            return null;
        }
        var all = appended == 0 ? hidden : hidden.pad(0, 0, appended);
        return all.dtype() == DType.BOOL ? all.logicalNot() : all.to(dtype);
    }

    private @Nullable Tensor headwise(Shape scores, int keys) {
        if (mask == null) {
            return null;
        }
        var one = Shape.of(scores.dim(2), keys);
        if (mask.dim() == 3) {
            check(
                    "mask",
                    mask,
                    mask.shape(),
                    Shape.of(scores.dim(0) * scores.dim(1)).concat(one));
            return mask.reshape(scores.slice(0, 2).concat(one));
        }
        check("mask", mask, mask.shape(), one);
        return mask;
    }

    private static void check(String name, Tensor mask, Shape shape, Shape expected) {
        if (!shape.equals(expected)) {
            throw new ShapeException(
                    "MultiheadAttention: a " + name + " of shape " + mask.shape() + "; expected " + expected);
        }
        if (mask.dtype() != DType.BOOL && !mask.dtype().isFloat()) {
            throw new DTypeException("MultiheadAttention: a " + name + " of " + mask.dtype()
                    + "; expected bool, true for keys that are hidden, or floats to add");
        }
    }

    private static Tensor joined(@Nullable Tensor first, Tensor second, DType dtype) {
        if (first == null) {
            return second;
        }
        return first.dtype() == DType.BOOL && second.dtype() == DType.BOOL
                ? first.logicalOr(second)
                : added(first, dtype).add(added(second, dtype));
    }

    private static Tensor added(Tensor mask, DType dtype) {
        return mask.dtype() != DType.BOOL
                ? mask.to(dtype)
                : mask.where(Tensor.scalar(Double.NEGATIVE_INFINITY, dtype), Tensor.scalar(0, dtype));
    }
}
