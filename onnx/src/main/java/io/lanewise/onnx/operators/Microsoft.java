package io.lanewise.onnx.operators;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Engine;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Operators of Microsoft's domain that optimized exports of transformers have, but for attention. */
final class Microsoft {
    private Microsoft() {}

    /** What exports put into ONNX's own domain, though it is not there. */
    static @Nullable Operator findStandard(String name) {
        return name.equals("SimplifiedLayerNormalization") ? find(name) : null;
    }

    static @Nullable Operator find(String name) {
        return switch (name) {
            case "Gelu" -> Operator.one(call -> call.x().gelu());
            case "BiasGelu" -> Operator.one(call -> call.x().add(call.tensor(1)).gelu());
            case "FastGelu" ->
                Operator.one(call -> biased(call.x(), call.optional(1)).geluTanh());
            case "QuickGelu" ->
                Operator.one(call -> {
                    double alpha = call.number("alpha", 1.702f);
                    return call.x().mul(call.x().mul(alpha).sigmoid());
                });
            case "BiasSoftmax" ->
                Operator.one(call -> call.x().add(call.tensor(1)).softmax(call.whole("axis", 1)));
            case "FusedMatMul" -> Operator.one(Microsoft::fusedMatmul);
            case "FusedConv" -> Operator.one(Microsoft::fusedConvolution);
            case "FusedGemm" -> Operator.one(Microsoft::fusedGemm);
            case "MatMulNBits" -> Operator.one(Microsoft::fewBits);
            case "SkipLayerNormalization" -> Operator.many(call -> skip(call, true));
            case "SkipSimplifiedLayerNormalization" -> Operator.many(call -> skip(call, false));
            case "EmbedLayerNormalization" ->
                Operator.many(call -> {
                    var places = call.has(8)
                            ? call.tensor(8)
                            : Tensor.arange(call.x().size(1));
                    return embeddings(call, places, (_, stored) -> stored);
                });
            // Scales and zero points of the inputs 2 to 6 stand at 8 to 12 and at 13 to 17.
            case "QEmbedLayerNormalization" ->
                Operator.many(call -> embeddings(
                        call,
                        Tensor.arange(call.x().size(1)),
                        (input, stored) ->
                                Quantized.dequantized(stored, call.tensor(input + 6), call.optional(input + 11))));
            case "SimplifiedLayerNormalization" ->
                Operator.one(call -> normalized(call, call.x(), call.tensor(1), null, false, 1e-5f));
            default -> null;
        };
    }

    private static Tensor biased(Tensor x, @Nullable Tensor bias) {
        return bias == null ? x : x.add(bias);
    }

    /** α·a·b, where the last two dimensions of each may be transposed first. */
    private static Tensor fusedMatmul(Call call) {
        if (call.flag("transBatchA", false) || call.flag("transBatchB", false)) {
            throw new IllegalArgumentException("attributes 'transBatchA' and 'transBatchB' are not supported");
        }
        var a = call.flag("transA", false) ? call.x().mT() : call.x();
        var b = call.flag("transB", false) ? call.tensor(1).mT() : call.tensor(1);
        double alpha = call.number("alpha", 1);
        return alpha == 1 ? a.matmul(b) : a.matmul(b).mul(alpha);
    }

    /** activation(x convolved with w + b + z). */
    private static Tensor fusedConvolution(Call call) {
        var y = Convolutions.convolve(call, call.x(), call.tensor(1), call.optional(2));
        return activation(call, call.numbers("activation_params")).apply(biased(y, call.optional(3)));
    }

    /** activation(α·a·b + β·c), where a and b may be transposed first. */
    private static Tensor fusedGemm(Call call) {
        double[] params = Stream.of("activation_alpha", "activation_beta")
                .filter(call::hasAttribute)
                .mapToDouble(name -> call.number(name, 0))
                .toArray();
        return activation(call, params).apply(Matrices.gemm(call));
    }

    private static UnaryOperator<Tensor> activation(Call call, double @Nullable [] params) {
        var name = call.text("activation", "");
        return switch (name) {
            case "" -> x -> x;
            case "Relu" -> Tensor::relu;
            case "Tanh" -> Tensor::tanh;
            case "Sigmoid" -> Tensor::sigmoid;
            case "LeakyRelu" -> x -> x.leakyRelu(param(params, 0, 0.01f));
            case "Clip" -> x -> x.clamp(param(params, 0, -Float.MAX_VALUE), param(params, 1, Float.MAX_VALUE));
            case "HardSigmoid" ->
                x -> x.mul(param(params, 0, 0.2f)).add(param(params, 1, 0.5)).clamp(0, 1);
            default -> throw new IllegalArgumentException("the activation '" + name + "' is not supported");
        };
    }

    private static double param(double @Nullable [] params, int i, double otherwise) {
        return params != null && i < params.length ? params[i] : otherwise;
    }

    // Normalizations

    private static Tensor normalized(
            Call call, Tensor x, Tensor scale, @Nullable Tensor shift, boolean centered, double eps) {
        if (x.elements() == 0) {
            return x;
        }
        var inputs = new ArrayList<>(List.of(x, scale));
        if (shift != null) {
            inputs.add(shift);
        }
        return Engine.run(new Op.Normalize(call.number("epsilon", eps), centered), inputs);
    }

    /** Inputs x, what skips a block, scale, shift if centered, and a bias; the sum is the last of four outputs. */
    private static List<Tensor> skip(Call call, boolean centered) {
        int bias = centered ? 4 : 3;
        if (call.wants(1) || call.wants(2)) {
            throw new IllegalArgumentException("the outputs mean and inverse deviation are not supported");
        }
        var sum = biased(call.x().add(call.tensor(1)), call.optional(bias));
        var shift = centered ? call.optional(3) : null;
        var y = normalized(call, sum, call.tensor(2), shift, centered, 1e-12f);
        return call.wants(3) ? List.of(y, y, y, sum) : List.of(y);
    }

    /** The numbers that an input's elements stand for. */
    private interface Meaning {
        Tensor of(int input, Tensor stored);
    }

    /** Inputs ids, segments, tables of words, places and segments, scale, shift, and a mask. */
    private static List<Tensor> embeddings(Call call, Tensor places, Meaning meaning) {
        var ids = call.x();
        int width = call.tensor(2).size(1);
        var shape = ids.shape().concat(Shape.of(width));
        var sum = meaning.of(2, rows(call.tensor(2), ids)).reshape(shape);
        var placed = meaning.of(3, rows(call.tensor(3), places));
        sum = sum.add(placed.reshape(places.shape().concat(Shape.of(width))));
        if (call.has(1) && call.has(4)) {
            sum = sum.add(meaning.of(4, rows(call.tensor(4), call.tensor(1))).reshape(shape));
        }
        var outputs = new ArrayList<Tensor>();
        var scale = meaning.of(5, call.tensor(5));
        var shift = meaning.of(6, call.tensor(6));
        outputs.add(normalized(call, sum, scale, shift, true, 1e-12f));
        // How many words a text has, of a mask that has ones first.
        outputs.add(
                call.has(7)
                        ? call.tensor(7).to(DType.I64).sum(1).to(DType.I32)
                        : Tensor.zeros(Shape.of(ids.size(0)), DType.I32));
        outputs.add(sum);
        return outputs;
    }

    private static Tensor rows(Tensor table, Tensor ids) {
        return table.indexSelect(0, ids.to(DType.I64).reshape(-1));
    }

    // Weights of few bits

    /** x·wᵀ, where w is bytes [n, blocks, bytes of a block] of 2, 4 or 8 bits each, lowest first, with a scale a block. */
    private static Tensor fewBits(Call call) {
        int bits = call.whole("bits", 4);
        int size = call.whole("block_size", 32);
        int k = call.whole("K", call.x().size(-1));
        int n = call.whole("N", call.tensor(1).size(0));
        if (call.has(4) || bits != 2 && bits != 4 && bits != 8) {
            throw new IllegalArgumentException(
                    "weights of " + bits + " bits" + (call.has(4) ? " with group indices" : "")
                            + " are not supported, expected 2, 4 or 8 bits without group indices");
        }
        int blocks = (k + size - 1) / size;
        var q = unpacked(call.tensor(1), bits).reshape(n, blocks, size);
        var scales = call.tensor(2).reshape(n, blocks, 1);
        Tensor zeros = Tensor.scalar(1 << (bits - 1), DType.F32);
        if (call.has(3)) {
            var given = call.tensor(3);
            zeros = given.dtype() == DType.U8
                    ? unpacked(given, bits).reshape(n, -1).slice(1, 0, blocks).unsqueeze(2)
                    : given.to(DType.F32).reshape(n, blocks, 1);
        }
        var w = q.sub(zeros).mul(scales.to(DType.F32)).reshape(n, blocks * size).slice(1, 0, k);
        return call.x().linear(w.to(call.x().dtype()), call.optional(5));
    }

    /** The parts of bytes as f32, the lowest first. */
    private static Tensor unpacked(Tensor bytes, int bits) {
        if (bits == 8) {
            return bytes.to(DType.F32);
        }
        var wide = bytes.to(DType.I32);
        var parts = new ArrayList<Tensor>();
        for (int shift = 0; shift < 8; shift += bits) {
            parts.add(wide.bitwiseRightShift(Tensor.scalar(shift, DType.I32))
                    .bitwiseAnd(Tensor.scalar((1 << bits) - 1, DType.I32)));
        }
        return Tensor.stack(parts, -1).to(DType.F32);
    }
}
