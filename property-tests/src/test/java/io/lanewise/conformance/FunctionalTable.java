package io.lanewise.conformance;

import static io.lanewise.conformance.ReductionTable.input;

import io.lanewise.nn.functional.Attention;
import io.lanewise.nn.functional.Normalization;
import io.lanewise.nn.functional.Shaping;
import io.lanewise.nn.functional.Similarity;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.util.List;
import java.util.Locale;

/** Activations, normalizations, and other layers without weights of their own. */
final class FunctionalTable {
    private FunctionalTable() {}

    static void fill(Table table) {
        activations(table);
        shrinking(table);
        rows(table);
        normalizations(table);
        batches(table);
        linear(table);
        attention(table);
        shapes(table);
        pads(table);
    }

    private static void activation(Table table, String name, java.util.function.UnaryOperator<Tensor> call) {
        table.put("nn.functional." + name, "input, inplace=False", a -> call.apply(a.tensor("input")));
    }

    private static void activations(Table table) {
        activation(table, "relu", Tensor::relu);
        activation(table, "relu6", Tensor::relu6);
        activation(table, "selu", Tensor::selu);
        activation(table, "silu", Tensor::silu);
        activation(table, "mish", Tensor::mish);
        activation(table, "softsign", Tensor::softsign);
        activation(table, "tanhshrink", Tensor::tanhshrink);
        activation(table, "hardsigmoid", Tensor::hardsigmoid);
        activation(table, "hardswish", Tensor::hardswish);
        activation(table, "logsigmoid", Tensor::logsigmoid);
        table.put(
                "nn.functional.gelu",
                "input, approximate='none'",
                a -> a.string("approximate").equals("tanh")
                        ? a.tensor("input").geluTanh()
                        : a.tensor("input").gelu());
        table.put("nn.functional.elu", "input, alpha=1.0, inplace=False", a -> a.tensor("input")
                .elu(a.number("alpha")));
        table.put("nn.functional.celu", "input, alpha=1.0, inplace=False", a -> a.tensor("input")
                .celu(a.number("alpha")));
        table.put("nn.functional.leaky_relu", "input, negative_slope=0.01, inplace=False", a -> a.tensor("input")
                .leakyRelu(a.number("negative_slope")));
        table.put("nn.functional.softplus", "input, beta=1, threshold=20", a -> a.tensor("input")
                .softplus(a.number("beta"), a.number("threshold")));
        table.put("nn.functional.prelu", "input, weight", a -> Shaping.prelu(a.tensor("input"), a.tensor("weight")));
        table.put("nn.functional.glu", "input, dim=-1", a -> Shaping.glu(a.tensor("input"), a.integer("dim")));
    }

    private static void shrinking(Table table) {
        table.put("nn.functional.softshrink", "input, lambd=0.5", a -> a.tensor("input")
                .softshrink(a.number("lambd")));
        table.put("nn.functional.hardshrink", "input, lambd=0.5", a -> a.tensor("input")
                .hardshrink(a.number("lambd")));
        table.put("nn.functional.hardtanh", "input, min_val=-1.0, max_val=1.0, inplace=False", a -> a.tensor("input")
                .hardtanh(a.number("min_val"), a.number("max_val")));
        table.put("nn.functional.threshold", "input, threshold, value, inplace=False", a -> a.tensor("input")
                .threshold(a.number("threshold"), a.number("value")));
    }

    private static void rows(Table table) {
        for (var name : new String[] {"softmax", "softmax__with_dtype"}) {
            table.put(name, "input, dim, dtype=None", a -> input(a).softmax(a.integer("dim")));
        }
        for (var name : new String[] {"log_softmax", "log_softmax__dtype"}) {
            table.put(name, "input, dim, dtype=None", a -> input(a).logSoftmax(a.integer("dim")));
        }
        for (var name : new String[] {"softmin", "softmin__with_dtype"}) {
            table.put(
                    "nn.functional." + name,
                    "input, dim, dtype=None",
                    a -> Shaping.softmin(input(a), a.integer("dim")));
        }
        table.put(
                "nn.functional.normalize",
                "input, p=2.0, dim=1, eps=1e-12",
                a -> Similarity.normalize(a.tensor("input"), a.number("p"), a.integer("dim"), a.number("eps")));
        table.put(
                "nn.functional.cosine_similarity",
                "x1, x2, dim=1, eps=1e-8",
                a -> Similarity.cosine(a.tensor("x1"), a.tensor("x2"), a.integer("dim"), a.number("eps")));
        table.put(
                "nn.functional.pairwise_distance",
                "x1, x2, p=2.0, eps=1e-6, keepdim=False",
                a -> Similarity.pairwiseDistance(
                        a.tensor("x1"), a.tensor("x2"), a.number("p"), a.number("eps"), a.bool("keepdim")));
    }

    private static void normalizations(Table table) {
        var layer = "input, normalized_shape, weight=None, bias=None, eps=1e-5";
        table.put("nn.functional.layer_norm", layer, a -> layerNorm(a).output());
        table.put(
                "native_layer_norm",
                layer,
                a -> List.of(
                        layerNorm(a).output(), layerNorm(a).mean(), layerNorm(a).inverseDeviation()));
        table.put(
                "nn.functional.group_norm",
                "input, num_groups, weight=None, bias=None, eps=1e-5",
                a -> Normalization.groupNorm(
                        a.tensor("input"),
                        a.integer("num_groups"),
                        a.tensorOrNull("weight"),
                        a.tensorOrNull("bias"),
                        a.number("eps")));
        table.put(
                "nn.functional.local_response_norm",
                "input, size, alpha=0.0001, beta=0.75, k=1.0",
                a -> Normalization.localResponseNorm(
                        a.tensor("input"), a.integer("size"), a.number("alpha"), a.number("beta"), a.number("k")));
    }

    private static Normalization.Normalized layerNorm(Arguments a) {
        return Normalization.nativeLayerNorm(
                a.tensor("input"),
                Shape.of(a.ints("normalized_shape")),
                a.tensorOrNull("weight"),
                a.tensorOrNull("bias"),
                a.number("eps"));
    }

    private static void batches(Table table) {
        table.put(
                "nn.functional.batch_norm",
                "input, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5",
                a -> batchNorm(a).output());
        table.put("native_batch_norm", "input, weight, bias, running_mean, running_var, training, momentum, eps", a -> {
            var normalized = batchNorm(a);
            // PyTorch says what it computed, and nothing of what it was given.
            var nothing = Tensor.zeros(Shape.of(0), normalized.output().dtype());
            return a.bool("training")
                    ? List.of(normalized.output(), normalized.mean(), normalized.inverseDeviation())
                    : List.of(normalized.output(), nothing, nothing);
        });
        table.put(
                "nn.functional.instance_norm",
                "input, running_mean=None, running_var=None, weight=None, bias=None, use_input_stats=True, "
                        + "momentum=0.1, eps=1e-5",
                a -> Normalization.instanceNorm(
                        a.tensor("input"),
                        a.tensorOrNull("running_mean"),
                        a.tensorOrNull("running_var"),
                        a.tensorOrNull("weight"),
                        a.tensorOrNull("bias"),
                        a.bool("use_input_stats"),
                        a.number("momentum"),
                        a.number("eps")));
    }

    private static Normalization.Normalized batchNorm(Arguments a) {
        return Normalization.batchNorm(
                a.tensor("input"),
                a.tensorOrNull("running_mean"),
                a.tensorOrNull("running_var"),
                a.tensorOrNull("weight"),
                a.tensorOrNull("bias"),
                a.bool("training"),
                a.number("momentum"),
                a.number("eps"));
    }

    private static void linear(Table table) {
        table.put("nn.functional.linear", "input, weight, bias=None", a -> a.tensor("input")
                .linear(a.tensor("weight"), a.tensorOrNull("bias")));
        table.put(
                "nn.functional.bilinear",
                "input1, input2, weight, bias=None",
                a -> Shaping.bilinear(
                        a.tensor("input1"), a.tensor("input2"), a.tensor("weight"), a.tensorOrNull("bias")));
        table.put(
                "nn.functional.embedding_bag",
                "weight, input, offsets=None, max_norm=None, norm_type=2, scale_grad_by_freq=False, mode='mean', "
                        + "sparse=False, per_sample_weights=None, include_last_offset=False, padding_idx=None",
                FunctionalTable::embeddingBag);
    }

    /** Dropped weights are left to chance, so those cases cannot pass. */
    private static void attention(Table table) {
        table.put(
                "nn.functional._scaled_dot_product_attention",
                "query, key, value, attn_mask=None, dropout_p=0.0, need_attn_weights=False, is_causal=False",
                a -> {
                    var query = a.tensor("query");
                    var mask = a.tensorOrNull("attn_mask");
                    boolean causal = a.bool("is_causal");
                    return List.of(
                            Attention.scaledDotProductAttention(
                                    query,
                                    a.tensor("key"),
                                    a.tensor("value"),
                                    mask,
                                    causal,
                                    null,
                                    false,
                                    a.number("dropout_p"),
                                    new Generator(1)),
                            Attention.attentionWeights(query, a.tensor("key"), mask, causal, null, false));
                });
    }

    private static Tensor embeddingBag(Arguments a) {
        var mode = Shaping.BagMode.valueOf(a.string("mode").toUpperCase(Locale.ROOT));
        var table = a.tensor("weight");
        int padding = a.isNone("padding_idx") ? -1 : Math.floorMod(a.integer("padding_idx"), table.size(0));
        if (a.bool("include_last_offset")) {
            return Shaping.embeddingBag(
                    table,
                    a.tensor("input"),
                    a.tensor("offsets").slice(0, 0, -1),
                    mode,
                    a.tensorOrNull("per_sample_weights"),
                    padding);
        }
        return a.isNone("offsets")
                ? Shaping.embeddingBag(table, a.tensor("input"), mode, a.tensorOrNull("per_sample_weights"), padding)
                : Shaping.embeddingBag(
                        table,
                        a.tensor("input"),
                        a.tensor("offsets"),
                        mode,
                        a.tensorOrNull("per_sample_weights"),
                        padding);
    }

    private static void shapes(Table table) {
        table.put(
                "nn.functional.one_hot",
                "input, num_classes=-1",
                a -> a.integer("num_classes") < 0
                        ? Shaping.oneHot(a.tensor("input"))
                        : Shaping.oneHot(a.tensor("input"), a.integer("num_classes")));
        table.put(
                "nn.functional.pixel_shuffle",
                "input, upscale_factor",
                a -> Shaping.pixelShuffle(a.tensor("input"), a.integer("upscale_factor")));
        table.put(
                "nn.functional.pixel_unshuffle",
                "input, downscale_factor",
                a -> Shaping.pixelUnshuffle(a.tensor("input"), a.integer("downscale_factor")));
    }

    private static void pads(Table table) {
        var signature = "input, pad, mode='constant', value=0.0";
        table.put("nn.functional.pad__constant", signature, a -> a.tensor("input")
                .pad(a.number("value", 0), a.ints("pad")));
        for (var mode : Shaping.PadMode.values()) {
            table.put(
                    "nn.functional.pad__" + mode.name().toLowerCase(Locale.ROOT),
                    signature,
                    a -> Shaping.pad(a.tensor("input"), mode, a.ints("pad")));
        }
    }
}
