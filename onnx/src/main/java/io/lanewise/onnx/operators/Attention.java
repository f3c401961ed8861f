package io.lanewise.onnx.operators;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Engine;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Attention of Microsoft's domain: x [batch, n, heads·width] in, the same out, with what came before as keys and values. */
final class Attention {
    private Attention() {}

    static @Nullable Operator find(String name) {
        return switch (name) {
            case "Attention" -> Operator.many(Attention::ofInput);
            case "QAttention" -> Operator.many(Attention::ofQuantized);
            case "MultiHeadAttention" -> Operator.many(Attention::multiHead);
            case "GroupQueryAttention" -> Operator.many(Attention::grouped);
            case "RotaryEmbedding" -> Operator.one(Attention::rotary);
            default -> null;
        };
    }

    /** Queries, keys and values of heads, [batch, heads, n, width]. */
    record Heads(Tensor q, Tensor k, Tensor v) {
        /** After the keys and values [2, batch, heads, past, width] of earlier calls. */
        Heads after(@Nullable Tensor past) {
            return past == null ? this : after(past.select(0, 0), past.select(0, 1));
        }

        Heads after(Tensor keys, Tensor values) {
            return new Heads(q, Tensor.cat(List.of(keys, k), 2), Tensor.cat(List.of(values, v), 2));
        }

        Tensor present() {
            return Tensor.stack(List.of(k, v), 0);
        }
    }

    static Tensor heads(Tensor x, int heads) {
        return x.reshape(x.size(0), x.size(1), heads, x.size(2) / heads).transpose(1, 2);
    }

    private static Tensor attend(Heads heads, @Nullable Tensor mask, boolean causal, double scale) {
        return joined(attended(heads, mask, causal, scale));
    }

    /** The result of each head; a scale of 0 is the usual one. */
    static Tensor attended(Heads heads, @Nullable Tensor mask, boolean causal, double scale) {
        var q = heads.q();
        int n = q.size(2);
        int m = heads.k().size(2);
        boolean plain = causal && mask == null && n == m;
        var all = causal && !plain ? plus(mask, causal(n, m, q.dtype())) : mask;
        var inputs = new ArrayList<>(List.of(q, heads.k(), heads.v()));
        if (all != null) {
            var typed = all.dtype() == DType.BOOL ? all : all.to(q.dtype());
            inputs.add(typed.expand(Shape.of(q.size(0), q.size(1), n, m)));
        }
        double factor = scale == 0 ? 1 / Math.sqrt(q.size(3)) : scale;
        return Engine.run(new Op.Attention(factor, plain, false), inputs);
    }

    static Tensor joined(Tensor heads) {
        return heads.transpose(1, 2).reshape(heads.size(0), heads.size(2), heads.size(1) * heads.size(3));
    }

    private static @Nullable Tensor plus(@Nullable Tensor a, @Nullable Tensor b) {
        return a == null ? b : b == null ? a : a.add(b);
    }

    // Masks, which are added to the scores

    private static Tensor hidden(Tensor seen, double value, DType dtype) {
        return seen.where(Tensor.scalar(0, dtype), Tensor.scalar(value, dtype));
    }

    /** Query i, of the last n, sees keys 0 to m - n + i. */
    private static Tensor causal(int n, int m, DType dtype) {
        var queries = Tensor.arange(n).unsqueeze(1).add((long) m - n);
        return hidden(Tensor.arange(m).le(queries), Double.NEGATIVE_INFINITY, dtype);
    }

    /**
     * A mask as Microsoft's operators take it: ones for the keys to see, [batch, m], [batch, n, m] or [batch, 1, n, m]; how
     * many keys there are, [batch]; or those and where they begin, [2·batch].
     */
    private static @Nullable Tensor mask(@Nullable Tensor mask, int batch, int m, double value, DType dtype) {
        if (mask == null) {
            return null;
        }
        if (mask.dim() > 1) {
            var seen = mask.ne(0L);
            return hidden(
                    mask.dim() == 2 ? seen.unsqueeze(1).unsqueeze(1) : mask.dim() == 3 ? seen.unsqueeze(1) : seen,
                    value,
                    dtype);
        }
        var keys = Tensor.arange(m);
        int parts = mask.size(0) / Math.max(1, batch);
        if (mask.size(0) != parts * batch || parts < 1 || parts > 2) {
            throw new IllegalArgumentException(
                    "a mask " + mask.shape() + " is not supported, expected [batch] or [2 batch] of " + batch);
        }
        var ends = mask.slice(0, 0, batch).to(DType.I64).reshape(batch, 1, 1, 1);
        var seen = keys.lt(ends);
        if (parts == 2) {
            seen = seen.logicalAnd(
                    keys.ge(mask.slice(0, batch, 2 * batch).to(DType.I64).reshape(batch, 1, 1, 1)));
        }
        return hidden(seen, value, dtype);
    }

    // Operators

    /** Inputs x, weights [inputs, q + k + v], a bias, a mask, the past, and what is added to the scores. */
    private static List<Tensor> ofInput(Call call) {
        var x = call.x();
        var all = x.matmul(call.tensor(1));
        all = call.has(2) ? all.add(call.tensor(2)) : all;
        int[] sizes = call.wholes("qkv_hidden_sizes");
        refuse(call, "do_rotary");
        return ofProjected(call, all, sizes, call.optional(3), call.optional(4), call.optional(5));
    }

    private static void refuse(Call call, String attribute) {
        if (call.whole(attribute, 0) != 0) {
            throw new IllegalArgumentException("attribute '" + attribute + "' is not supported, expected 0");
        }
    }

    /** x·w in integers: inputs x, w, bias, their scales, a mask, their zero points, and the past. */
    private static List<Tensor> ofQuantized(Call call) {
        var sums = call.x().matmulInteger(call.tensor(1), call.optional(6), call.optional(7));
        var all = sums.to(DType.F32).mul(call.tensor(3).mul(call.tensor(4))).add(call.tensor(2));
        refuse(call, "do_rotary");
        return ofProjected(call, all, null, call.optional(5), call.optional(8), null);
    }

    private static List<Tensor> ofProjected(
            Call call,
            Tensor all,
            int @Nullable [] sizes,
            @Nullable Tensor mask,
            @Nullable Tensor past,
            @Nullable Tensor bias) {
        int count = call.whole("num_heads", 1);
        int third = all.size(2) / 3;
        int q = sizes == null ? third : sizes[0];
        int k = sizes == null ? third : sizes[1];
        var heads = new Heads(
                        heads(all.slice(2, 0, q), count),
                        heads(all.slice(2, q, q + k), count),
                        heads(all.slice(2, q + k, all.size(2)), count))
                .after(past);
        double low = call.number("mask_filter_value", -10000);
        var added = plus(mask(mask, all.size(0), heads.k().size(2), low, all.dtype()), bias);
        var y = attend(heads, added, call.flag("unidirectional", false), call.number("scale", 0));
        return call.wants(1) ? List.of(y, heads.present()) : List.of(y);
    }

    /** Inputs q, k, v, a bias of all three, a mask of keys, what is added to the scores, and the past's keys and values. */
    private static List<Tensor> multiHead(Call call) {
        int count = call.whole("num_heads", 1);
        if (!call.has(1) || !call.has(2) || call.x().dim() != 3) {
            throw new IllegalArgumentException(
                    "packed queries, keys and values are not supported, expected three inputs"
                            + " [batch, n, heads x width]");
        }
        var q = call.x();
        var k = call.tensor(1);
        var v = call.tensor(2);
        if (call.has(3)) {
            var bias = call.tensor(3);
            q = q.add(bias.slice(0, 0, q.size(2)));
            k = k.dim() == 3 ? k.add(bias.slice(0, q.size(2), 2 * q.size(2))) : k;
            v = v.dim() == 3 ? v.add(bias.slice(0, 2 * q.size(2), bias.size(0))) : v;
        }
        var heads = new Heads(heads(q, count), k.dim() == 3 ? heads(k, count) : k, v.dim() == 3 ? heads(v, count) : v);
        if (call.has(6) && call.has(7)) {
            heads = heads.after(call.tensor(6), call.tensor(7));
        }
        double low = call.number("mask_filter_value", -10000);
        var mask = mask(call.optional(4), q.size(0), heads.k().size(2), low, q.dtype());
        var y = attend(
                heads, plus(mask, call.optional(5)), call.flag("unidirectional", false), call.number("scale", 0));
        return call.wants(1) || call.wants(2) ? List.of(y, heads.k(), heads.v()) : List.of(y);
    }

    /**
     * Inputs q, k and v, where several heads of q share one of the others, the past's keys and values, how many keys each
     * text has less one, how many there are at most, and tables of cosines and sines.
     */
    private static List<Tensor> grouped(Call call) {
        int count = call.whole("num_heads", 1);
        int shared = call.whole("kv_num_heads", count);
        if (!call.has(1) || !call.has(2) || call.number("softcap", 0) != 0 || call.whole("local_window_size", -1) > 0) {
            throw new IllegalArgumentException("packed inputs, a soft cap and a local window are not supported");
        }
        var q = heads(call.x(), count);
        var k = heads(call.tensor(1), shared);
        int past = call.has(3) ? call.tensor(3).size(2) : 0;
        if (call.flag("do_rotary", false)) {
            var places = Tensor.arange(q.size(2)).add((long) past).unsqueeze(0);
            boolean pairs = call.flag("rotary_interleaved", false);
            q = rotated(q, places, call.tensor(7), call.tensor(8), pairs);
            k = rotated(k, places, call.tensor(7), call.tensor(8), pairs);
        }
        var heads = new Heads(q, k, heads(call.tensor(2), shared));
        if (past > 0) {
            heads = heads.after(call.tensor(3), call.tensor(4));
        }
        int m = heads.k().size(2);
        var ends = call.tensor(5).to(DType.I64).add(1L).reshape(q.size(0), 1, 1, 1);
        var mask = hidden(Tensor.arange(m).lt(ends), Double.NEGATIVE_INFINITY, q.dtype());
        return List.of(attend(heads, mask, true, call.number("scale", 0)), heads.k(), heads.v());
    }

    // Rotary embeddings. Su et al., RoFormer, 2021

    /** Inputs x [batch, n, heads·width] or [batch, heads, n, width], places, and tables of cosines and sines. */
    private static Tensor rotary(Call call) {
        var x = call.x();
        var cosines = call.tensor(2);
        int width = call.whole("rotary_embedding_dim", 0);
        int count = call.whole("num_heads", 0);
        int own = count > 0 && x.dim() == 3 ? x.size(2) / count : 2 * cosines.size(1);
        var heads = x.dim() == 3 ? heads(x, x.size(2) / own) : x;
        if (width != 0 && width != heads.size(3) && width != 2 * cosines.size(1)) {
            throw new IllegalArgumentException(
                    "attribute 'rotary_embedding_dim' is " + width + ", expected " + 2 * cosines.size(1));
        }
        var places = call.tensor(1).to(DType.I64);
        if (places.elements() == 1 && places.dim() <= 1) {
            places = Tensor.arange(heads.size(2)).add(places.reshape(1)).unsqueeze(0);
        }
        var y = rotated(heads, places, cosines, call.tensor(3), call.flag("interleaved", false));
        return x.dim() == 3 ? joined(y) : y;
    }

    /** Pairs of numbers turned by the angle of each place. */
    private static Tensor rotated(Tensor x, Tensor places, Tensor cosines, Tensor sines, boolean pairs) {
        var shape = Shape.of(places.size(0), 1, places.size(1), cosines.size(1));
        var cos = cosines.indexSelect(0, places.reshape(-1)).reshape(shape);
        var sin = sines.indexSelect(0, places.reshape(-1)).reshape(shape);
        return turned(x, cos, sin, pairs);
    }

    /** Pairs of numbers turned by angles [batch, 1, n, half]; those of a head beyond them stay. */
    static Tensor turned(Tensor x, Tensor cos, Tensor sin, boolean pairs) {
        int half = cos.size(3);
        var turned = x.slice(3, 0, 2 * half);
        var a = pairs ? turned.slice(3, 0, 2 * half, 2) : turned.slice(3, 0, half);
        var b = pairs ? turned.slice(3, 1, 2 * half, 2) : turned.slice(3, half, 2 * half);
        var real = a.mul(cos).sub(b.mul(sin));
        var imaginary = a.mul(sin).add(b.mul(cos));
        var y = pairs
                ? Tensor.stack(List.of(real, imaginary), -1).reshape(turned.shape())
                : Tensor.cat(List.of(real, imaginary), 3);
        return 2 * half == x.size(3) ? y : Tensor.cat(List.of(y, x.slice(3, 2 * half, x.size(3))), 3);
    }
}
