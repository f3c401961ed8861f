package io.lanewise.nn;

import static io.lanewise.nn.functional.Attention.attentionWeights;
import static io.lanewise.nn.functional.Attention.scaledDotProductAttention;

import io.lanewise.nn.functional.Dropouts;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.ShapeException;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * concat(head₁, …, headₕ)·Wᵒᵀ + bᵒ with headᵢ = softmax(qᵢ·kᵢᵀ / √width)·vᵢ, where qᵢ, kᵢ and vᵢ are linear maps of
 * queries, keys and values (Vaswani et al., Attention Is All You Need, 2017). Sequences are [length, batch, width], or
 * [batch, length, width] with {@link Options#batchFirst}, or [length, width]. Parameters have PyTorch's names. A query that
 * sees no key gets zeros for its heads, with and without weights.
 */
public final class MultiheadAttention extends Module {
    /**
     * PyTorch's arguments.
     *
     * @param embedDim the width of queries and of the output
     * @param heads how many heads divide it
     * @param dropout the probability at which a weight is dropped in training
     * @param bias whether the linear maps have one
     * @param addBiasKv whether a key and a value that are trained stand behind those given
     * @param addZeroAttn whether a key and a value of zeros stand behind those
     * @param kdim the width of the keys
     * @param vdim the width of the values
     * @param batchFirst whether the batch is the first dimension
     */
    public record Options(
            int embedDim,
            int heads,
            double dropout,
            boolean bias,
            boolean addBiasKv,
            boolean addZeroAttn,
            int kdim,
            int vdim,
            boolean batchFirst) {
        public Options {
            String name = "MultiheadAttention";
            Init.atLeast(name, "embedDim", embedDim, 1);
            Init.atLeast(name, "heads", heads, 1);
            Init.atLeast(name, "kdim", kdim, 1);
            Init.atLeast(name, "vdim", vdim, 1);
            Init.probability(name, dropout);
            if (embedDim % heads != 0) {
                throw new IllegalArgumentException(
                        name + ": " + heads + " heads do not divide embedDim " + embedDim + " evenly");
            }
        }

        /** PyTorch's defaults: biases, no dropout, the batch second. */
        public static Options of(int embedDim, int heads) {
            return new Options(embedDim, heads, 0, true, false, false, embedDim, embedDim, false);
        }

        public Options withDropout(double p) {
            return new Options(embedDim, heads, p, bias, addBiasKv, addZeroAttn, kdim, vdim, batchFirst);
        }

        public Options withBias(boolean wanted) {
            return new Options(embedDim, heads, dropout, wanted, addBiasKv, addZeroAttn, kdim, vdim, batchFirst);
        }

        public Options withAddBiasKv(boolean wanted) {
            return new Options(embedDim, heads, dropout, bias, wanted, addZeroAttn, kdim, vdim, batchFirst);
        }

        public Options withAddZeroAttn(boolean wanted) {
            return new Options(embedDim, heads, dropout, bias, addBiasKv, wanted, kdim, vdim, batchFirst);
        }

        public Options withWidths(int keys, int values) {
            return new Options(embedDim, heads, dropout, bias, addBiasKv, addZeroAttn, keys, values, batchFirst);
        }

        public Options withBatchFirst(boolean wanted) {
            return new Options(embedDim, heads, dropout, bias, addBiasKv, addZeroAttn, kdim, vdim, wanted);
        }

        private boolean sameWidths() {
            return kdim == embedDim && vdim == embedDim;
        }
    }

    /**
     * @param output of the queries' shape, but of width embedDim
     * @param weights how much of each value is in it, dropout included: [batch, queries, keys], their mean over the heads,
     *     or [batch, heads, queries, keys]; without a batch both lack its dimension
     */
    public record Result(Tensor output, Tensor weights) {}

    private final Options options;
    private final Generator generator;
    private final List<Tensor> weights = new ArrayList<>();
    private final @Nullable Tensor bias;
    private final @Nullable Tensor biasK;
    private final @Nullable Tensor biasV;
    private final Linear output;

    public MultiheadAttention(int embedDim, int heads, Generator generator) {
        this(Options.of(embedDim, heads), generator);
    }

    /** The weights start as in PyTorch: uniform as Glorot and Bengio have it, the biases 0, the output's as a Linear's. */
    public MultiheadAttention(Options options, Generator generator) {
        this.options = options;
        this.generator = generator;
        int width = options.embedDim;
        if (options.sameWidths()) {
            weights.add(parameter("in_proj_weight", Init.xavierUniform(generator, 3 * width, width)));
        } else {
            weights.add(parameter("q_proj_weight", Init.xavierUniform(generator, width, width)));
            weights.add(parameter("k_proj_weight", Init.xavierUniform(generator, width, options.kdim)));
            weights.add(parameter("v_proj_weight", Init.xavierUniform(generator, width, options.vdim)));
        }
        bias = options.bias ? parameter("in_proj_bias", Init.zeros(3 * width)) : null;
        biasK = options.addBiasKv ? parameter("bias_k", Init.xavierNormal(generator, width)) : null;
        biasV = options.addBiasKv ? parameter("bias_v", Init.xavierNormal(generator, width)) : null;
        output = module("out_proj", new Linear(width, width, options.bias, generator));
        Init.clear(output.bias());
    }

    /** Self-attention: queries, keys and values are one sequence. */
    @Override
    public Tensor forward(Tensor input) {
        return forward(input, input, input, AttentionMask.NONE);
    }

    public Tensor forward(Tensor query, Tensor key, Tensor value) {
        return forward(query, key, value, AttentionMask.NONE);
    }

    /** @throws ShapeException when the sequences, or a mask, do not go together */
    public Tensor forward(Tensor query, Tensor key, Tensor value, AttentionMask mask) {
        var q = new Heads(query, key, value);
        boolean causal = mask.isCausalOnly() && q.appended == 0;
        var attended = scaledDotProductAttention(
                q.query,
                q.key,
                q.value,
                causal ? null : mask.resolve(q.scores(), q.appended, query.dtype()),
                causal,
                null,
                false,
                dropout(),
                generator);
        return joined(attended, query);
    }

    /**
     * The same, and the weights.
     *
     * @param average whether these are their mean over the heads
     */
    public Result forwardWithWeights(Tensor query, Tensor key, Tensor value, AttentionMask mask, boolean average) {
        var q = new Heads(query, key, value);
        var resolved = mask.resolve(q.scores(), q.appended, query.dtype());
        var scores = attentionWeights(q.query, q.key, resolved, false, null, false);
        scores = Dropouts.dropout(scores, dropout(), generator);
        var shown = average ? scores.mean(1) : scores;
        return new Result(joined(scores.matmul(q.value), query), query.dim() == 2 ? shown.squeeze(0) : shown);
    }

    private double dropout() {
        return isTraining() ? options.dropout : 0;
    }

    /** [batch, heads, queries, head width] of all three, with the keys and values that are appended. */
    private final class Heads {
        private final Tensor query;
        private final Tensor key;
        private final Tensor value;
        private final int appended;

        private Heads(Tensor query, Tensor key, Tensor value) {
            check(query, key, value);
            var maps = maps(query, key, value);
            this.query = split(maps.get(0));
            appended = (biasK != null ? 1 : 0) + (options.addZeroAttn ? 1 : 0);
            this.key = extended(split(maps.get(1)), biasK);
            this.value = extended(split(maps.get(2)), biasV);
        }

        private Shape scores() {
            return query.shape().with(3, key.size(2));
        }
    }

    private void check(Tensor query, Tensor key, Tensor value) {
        int rank = query.dim();
        if ((rank != 2 && rank != 3)
                || key.dim() != rank
                || value.dim() != rank
                || query.size(-1) != options.embedDim
                || key.size(-1) != options.kdim
                || value.size(-1) != options.vdim
                || !lead(key).equals(lead(value))
                || rank == 3 && query.size(batchAxis()) != key.size(batchAxis())) {
            String sequence = options.batchFirst ? "[batch, length, " : "[length, batch, ";
            throw new ShapeException("MultiheadAttention: expected query " + sequence + options.embedDim + "], key "
                    + sequence + options.kdim + "] and value " + sequence + options.vdim + "], or all without batch,"
                    + " got " + query.shape() + ", " + key.shape() + " and " + value.shape());
        }
    }

    private static Shape lead(Tensor x) {
        return x.shape().slice(0, x.dim() - 1);
    }

    private int batchAxis() {
        return options.batchFirst ? 0 : 1;
    }

    /** The linear maps; those of one sequence are one product. */
    private List<Tensor> maps(Tensor query, Tensor key, Tensor value) {
        int width = options.embedDim;
        if (!options.sameWidths()) {
            var inputs = List.of(query, key, value);
            var results = new ArrayList<Tensor>();
            for (int i = 0; i < 3; i++) {
                results.add(
                        inputs.get(i).linear(weights.get(i), bias == null ? null : bias.narrow(0, i * width, width)));
            }
            return results;
        }
        if (query == key && key == value) {
            return query.linear(weights.getFirst(), bias).chunk(3, -1);
        }
        var results = new ArrayList<Tensor>();
        results.add(packed(query, 0, 1));
        if (key == value) {
            results.addAll(packed(key, 1, 2).chunk(2, -1));
        } else {
            results.add(packed(key, 1, 1));
            results.add(packed(value, 2, 1));
        }
        return results;
    }

    private Tensor packed(Tensor input, int first, int count) {
        int width = options.embedDim;
        var part = weights.getFirst().narrow(0, first * width, count * width);
        return input.linear(part, bias == null ? null : bias.narrow(0, first * width, count * width));
    }

    /** A sequence to [batch, heads, length, head width]. */
    private Tensor split(Tensor x) {
        var heads = x.unflatten(-1, options.heads, options.embedDim / options.heads);
        if (x.dim() == 2) {
            return heads.transpose(0, 1).unsqueeze(0);
        }
        return options.batchFirst ? heads.transpose(1, 2) : heads.permute(1, 2, 0, 3);
    }

    private Tensor extended(Tensor x, @Nullable Tensor last) {
        var result = x;
        if (last != null) {
            var row = last.reshape(1, options.heads, 1, options.embedDim / options.heads);
            result = Tensor.cat(List.of(result, row.expand(x.shape().with(2, 1))), 2);
        }
        return options.addZeroAttn ? result.pad(0, 0, 0, 0, 1) : result;
    }

    /** [batch, heads, queries, head width] to the output, of the query's layout. */
    private Tensor joined(Tensor attended, Tensor query) {
        var x = query.dim() == 2
                ? attended.squeeze(0).transpose(0, 1)
                : options.batchFirst ? attended.transpose(1, 2) : attended.permute(2, 0, 1, 3);
        return output.forward(x.flatten(-2, -1));
    }

    @Override
    protected String describe() {
        return "embedDim=" + options.embedDim + ", heads=" + options.heads;
    }
}
