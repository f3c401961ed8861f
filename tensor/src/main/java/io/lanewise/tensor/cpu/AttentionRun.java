package io.lanewise.tensor.cpu;

import io.lanewise.kernels.attention.Attention;
import io.lanewise.kernels.attention.AttentionBackward;
import io.lanewise.kernels.attention.AttentionCall;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs attention and its gradient. */
final class AttentionRun {
    private AttentionRun() {}

    static void forward(Op.Attention op, List<Tensor> in, Tensor out) {
        var mask = in.size() > 3 ? in.get(3) : null;
        var call = call(op.scale(), op.causal(), in, mask);
        int rows = in.getFirst().elements() / Math.max(1, in.getFirst().size(-1));
        int sums = op.withLogSums() ? out.offset() + rows * in.get(2).size(-1) : -1;
        Attention.forward(call, HeapStorage.arrayOf(out), out.offset(), sums);
    }

    static void backward(Op.AttentionGrad op, List<Tensor> in, Tensor out) {
        var q = in.getFirst();
        var call = call(op.scale(), op.causal(), in, in.size() > 5 ? in.get(5) : null);
        int group = Math.max(1, q.size(-3) / Math.max(1, in.get(1).size(-3)));
        int keys = out.offset() + q.elements();
        var gradients = new AttentionBackward.Gradients(
                HeapStorage.arrayOf(out), out.offset(), keys, keys + in.get(1).elements());
        AttentionBackward.run(call, group, result(in.get(3), in), result(in.get(4), in), gradients);
    }

    private static AttentionBackward.Result result(Tensor given, List<Tensor> in) {
        var flat = given.contiguous();
        int rows = in.getFirst().shape().slice(0, in.getFirst().dim() - 1).elements();
        return new AttentionBackward.Result(
                HeapStorage.arrayOf(flat),
                flat.offset(),
                flat.offset() + rows * in.get(2).size(-1));
    }

    private static AttentionCall call(double scale, boolean causal, List<Tensor> in, @Nullable Tensor mask) {
        var q = in.getFirst();
        var k = in.get(1);
        var v = in.get(2);
        return new AttentionCall(
                q.dtype().element(),
                q.size(-2),
                k.size(-2),
                q.size(-1),
                v.size(-1),
                scale,
                causal,
                matrices(q, q),
                matrices(k, q),
                matrices(v, q),
                mask == null ? null : matrices(mask, q));
    }

    /** The matrix of each of the queries' heads, some of which share keys and values. */
    private static AttentionCall.Matrices matrices(Tensor t, Tensor queries) {
        int rank = queries.dim();
        int[] strides = t.strides();
        int heads = queries.shape().slice(0, rank - 2).elements();
        var offsets = new int[heads];
        int group = Math.max(1, queries.size(-3) / Math.max(1, t.size(-3)));
        for (int head = 0; head < heads; head++) {
            int rest = head;
            int at = t.offset();
            for (int d = rank - 3; d >= 0; d--) {
                int index = rest % queries.size(d);
                at += (d == rank - 3 ? index / group : index) * strides[d];
                rest /= queries.size(d);
            }
            offsets[head] = at;
        }
        return new AttentionCall.Matrices(HeapStorage.arrayOf(t), offsets, strides[rank - 2], strides[rank - 1]);
    }
}
