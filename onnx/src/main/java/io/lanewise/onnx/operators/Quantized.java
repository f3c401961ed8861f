package io.lanewise.onnx.operators;

import io.lanewise.onnx.format.ElementKind;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.Tracing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Numbers that stand for others, (q − zero point)·scale: conversions, and exact sums of products of bytes. */
final class Quantized {
    /** Sums of whole numbers up to here are exact in f32, in any order. */
    private static final int EXACT = 1 << 24;

    /** The most by which a byte differs from a zero point. */
    private static final int REACH = 255;

    private Quantized() {}

    static @Nullable Operator find(String name) {
        return switch (name) {
            case "QuantizeLinear" -> Operator.one(Quantized::quantize);
            case "DequantizeLinear" -> Operator.one(Quantized::dequantize);
            case "DynamicQuantizeLinear" -> Operator.many(call -> dynamic(call.x()));
            case "MatMulInteger" ->
                Operator.one(call -> call.x().matmulInteger(call.tensor(1), call.optional(2), call.optional(3)));
            case "ConvInteger" -> Operator.one(call -> convolved(call, 0, 2, 1, 3));
            case "QLinearMatMul" -> Operator.one(Quantized::matmul);
            case "QLinearConv" -> Operator.one(Quantized::convolution);
            default -> null;
        };
    }

    static @Nullable Operator findMicrosoft(String name) {
        return switch (name) {
            case "QuantizeLinear", "DequantizeLinear" -> find(name);
            case "DynamicQuantizeMatMul" -> Operator.one(Quantized::dynamicMatmul);
            case "MatMulIntegerToFloat" -> Operator.one(Quantized::matmulToFloat);
            case "QGemm" -> Operator.one(Quantized::gemm);
            case "QLinearAdd" -> binary(Tensor::add);
            case "QLinearMul" -> binary(Tensor::mul);
            case "QLinearSigmoid" -> unary(_ -> Tensor::sigmoid);
            case "QLinearLeakyRelu" -> unary(call -> x -> x.leakyRelu(call.number("alpha", 0.01f)));
            case "QLinearGlobalAveragePool" -> unary(call -> x -> globalAverage(call, x));
            default -> null;
        };
    }

    // Conversions

    private record Limits(double low, double high) {
        static Limits of(ElementKind kind) {
            return switch (kind) {
                case UINT8 -> new Limits(0, 255);
                case INT8 -> new Limits(-128, 127);
                case UINT16 -> new Limits(0, 65535);
                case INT16 -> new Limits(-32768, 32767);
                default ->
                    throw new IllegalArgumentException(
                            "cannot quantize to " + kind + ", expected INT8, UINT8, INT16 or UINT16");
            };
        }
    }

    private static ElementKind kind(DType dtype) {
        return switch (dtype) {
            case U8 -> ElementKind.UINT8;
            case I8 -> ElementKind.INT8;
            default ->
                throw new IllegalArgumentException("a zero point of " + dtype
                        + ", expected i8 or u8, or of 16 bits with" + " the attribute output_dtype");
        };
    }

    /** Scales or zero points as a tensor that is broadcast to x: one for all, one for each index of an axis, or of a block. */
    private static Tensor spread(Call call, Tensor values, Tensor x) {
        if (values.elements() == 1) {
            return values.reshape();
        }
        int axis = x.shape().axis(call.whole("axis", 1));
        int block = call.whole("block_size", 0);
        if (values.dim() == 1 && block == 0) {
            var sizes = new int[x.dim()];
            Arrays.fill(sizes, 1);
            sizes[axis] = values.elements();
            return values.reshape(sizes);
        }
        if (block < 1 || values.dim() != x.dim()) {
            throw new IllegalArgumentException(
                    "scales " + values.shape() + " for " + x.shape() + " with a block size of " + block
                            + ", expected one, one for each index of the axis, or one for each block");
        }
        return values.repeatInterleave(block, axis).slice(axis, 0, x.size(axis));
    }

    private static Tensor quantize(Call call) {
        var x = call.x().to(DType.F32);
        var zero = call.optional(2);
        var kind = call.whole("output_dtype", 0) != 0
                ? call.kind("output_dtype", ElementKind.UINT8)
                : zero == null ? ElementKind.UINT8 : kind(zero.dtype());
        var scaled = x.div(spread(call, call.tensor(1).to(DType.F32), x));
        return rounded(scaled, zero == null ? null : spread(call, zero, x), kind);
    }

    /** The nearest whole numbers, halves to the even one, moved by the zero point and held within the type. */
    private static Tensor rounded(Tensor scaled, @Nullable Tensor zero, ElementKind kind) {
        var limits = Limits.of(kind);
        var whole = zero == null ? scaled.round() : scaled.round().add(zero.to(DType.F32));
        return whole.clamp(limits.low(), limits.high()).to(kind.require("output"));
    }

    private static Tensor dequantize(Call call) {
        var scale = call.tensor(1);
        return dequantized(
                call.x(), spread(call, scale, call.x()), call.has(2) ? spread(call, call.tensor(2), call.x()) : null);
    }

    static Tensor dequantized(Tensor q, Tensor scale, @Nullable Tensor zero) {
        return centered(q, zero, DType.F32).mul(scale.to(DType.F32)).to(scale.dtype());
    }

    /** q − zero point, as a float. */
    private static Tensor centered(Tensor q, @Nullable Tensor zero, DType dtype) {
        return zero == null ? q.to(dtype) : q.to(dtype).sub(zero.to(dtype));
    }

    /** u8 values, their scale and their zero point, so that x's range with 0 fills the type. */
    private static List<Tensor> dynamic(Tensor x) {
        var low = x.amin().minimum(Tensor.scalar(0, DType.F32));
        var high = x.amax().maximum(Tensor.scalar(0, DType.F32));
        var range = high.sub(low);
        var scale = range.eq(0L).where(Tensor.scalar(1, DType.F32), range.div(255.0));
        var zero = low.neg().div(scale).clamp(0, 255).round().to(DType.U8);
        return List.of(rounded(x.div(scale), zero, ElementKind.UINT8), scale, zero);
    }

    // Products

    /** Inputs a, its scale and zero point, b with the same, and those of the result. */
    private static Tensor matmul(Call call) {
        var aScale = column(call.tensor(1));
        var product = call.x()
                .matmulInteger(call.tensor(3), call.tensor(2), call.tensor(5))
                .to(DType.F32);
        var factor = aScale.mul(call.tensor(4).to(DType.F32)).div(call.tensor(6).to(DType.F32));
        return rounded(product.mul(factor), call.tensor(7), kind(call.tensor(7).dtype()));
    }

    /** One scale, or one for each row. */
    private static Tensor column(Tensor scale) {
        var wide = scale.to(DType.F32);
        return wide.elements() == 1 ? wide.reshape() : wide.dim() == 1 ? wide.unsqueeze(1) : wide;
    }

    private static Tensor dynamicMatmul(Call call) {
        var w = call.tensor(1);
        var scale = call.tensor(2);
        var zero = call.optional(3);
        if (w.dim() == 2) {
            return call.x().dynamicLinear(w.t(), flat(scale), zero == null ? null : flat(zero), call.optional(4));
        }
        var quantized = dynamic(call.x());
        var product = quantized.get(0).matmulInteger(w, quantized.get(2), zero).to(DType.F32);
        return biased(product.mul(quantized.get(1).mul(scale)), call.optional(4));
    }

    private static Tensor flat(Tensor numbers) {
        return numbers.reshape(-1);
    }

    private static Tensor biased(Tensor x, @Nullable Tensor bias) {
        return bias == null ? x : x.add(bias);
    }

    /** Inputs a, b, their scales, their zero points and a bias. */
    private static Tensor matmulToFloat(Call call) {
        var product = call.x()
                .matmulInteger(call.tensor(1), call.optional(4), call.optional(5))
                .to(DType.F32);
        return biased(product.mul(column(call.tensor(2)).mul(call.tensor(3))), call.optional(6));
    }

    /**
     * Inputs a, its scale and zero point, b with the same, an i32 c, and scale and zero point of the result, which is f32
     * without them: a·b + c in whole numbers, then times α and both scales.
     */
    private static Tensor gemm(Call call) {
        var a = call.flag("transA", false) ? call.x().t() : call.x();
        var b = call.flag("transB", false) ? call.tensor(3).t() : call.tensor(3);
        var sums = biased(a.matmulInteger(b, call.tensor(2), call.tensor(5)), call.optional(6));
        var factor = call.tensor(1).mul(call.tensor(4)).mul(call.number("alpha", 1));
        var y = sums.to(DType.F32).mul(factor);
        if (!call.has(7)) {
            return y;
        }
        var zero = call.optional(8);
        return requantized(y, call.tensor(7), zero, zero == null ? call.x() : zero);
    }

    // Convolutions

    /**
     * Sums of (x − zero point)·(w − zero point) in i32, of as many channels at a time as f32 has exact sums of. The numbers
     * are those of the inputs.
     */
    private static Tensor convolved(Call call, int x, int xZero, int w, int wZero) {
        var zero = call.optional(wZero);
        var bytes = call.tensor(w);
        var zeros = zero == null || zero.elements() == 1 ? zero : perFilter(zero, bytes.dim());
        var images = centered(call.tensor(x), call.optional(xZero), DType.F32);
        var filters = centered(bytes, zeros, DType.F32);
        boolean known = call.isConstant(w) && (zero == null || call.isConstant(wZero));
        var ends = exactChannels(bytes, zeros, known);
        if (ends.size() == 1) {
            return Convolutions.convolveWhole(call, images, filters).to(DType.I32);
        }
        if (ends.isEmpty() || call.whole("group", 1) > 1) {
            return Convolutions.convolveWhole(call, images.to(DType.F64), filters.to(DType.F64))
                    .to(DType.I32);
        }
        var sums = new ArrayList<Tensor>();
        int from = 0;
        for (int end : ends) {
            var part = filters.slice(1, from, end).contiguous();
            sums.add(Convolutions.convolveWhole(call, images.slice(1, from, end), part)
                    .to(DType.I32));
            from = end;
        }
        return sums.stream().reduce(Tensor::add).orElseThrow();
    }

    /**
     * Where parts of the channels end whose sums with every filter are exact in f32, whatever the images are; empty where
     * that cannot be said.
     *
     * @param known whether the filters are the same in every run
     */
    private static List<Integer> exactChannels(Tensor bytes, @Nullable Tensor zeros, boolean known) {
        int channels = bytes.size(1);
        long products = bytes.elements() / Math.max(1, bytes.size(0));
        if (products * REACH * REACH < EXACT) {
            return List.of(channels);
        }
        if (!known) {
            return List.of();
        }
        double[] sizes = Tracing.unobserved(() ->
                centered(bytes, zeros, DType.F32).abs().flatten(2, -1).sum(2).toDoubleArray());
        double[] sums = new double[bytes.size(0)];
        var ends = new ArrayList<Integer>();
        for (int channel = 0; channel < channels; channel++) {
            if (!add(sizes, channel, channels, sums)) {
                Arrays.fill(sums, 0);
                if (!add(sizes, channel, channels, sums)) {
                    return List.of();
                }
                ends.add(channel);
            }
        }
        ends.add(channels);
        return ends;
    }

    /** Adds a channel's sizes to the sums of all filters, and says whether these are still exact. */
    private static boolean add(double[] sizes, int channel, int channels, double[] sums) {
        boolean exact = true;
        for (int f = 0; f < sums.length; f++) {
            sums[f] += sizes[f * channels + channel];
            exact &= sums[f] * REACH < EXACT;
        }
        return exact;
    }

    private static Tensor perFilter(Tensor values, int rank) {
        var sizes = new int[rank];
        Arrays.fill(sizes, 1);
        sizes[0] = values.elements();
        return values.reshape(sizes);
    }

    /** Inputs x, its scale and zero point, w with the same, those of the result, and an i32 bias. */
    private static Tensor convolution(Call call) {
        var sums = convolved(call, 0, 2, 3, 5);
        if (call.has(8)) {
            sums = sums.add(Normalizations.perChannel(call.tensor(8), sums.dim()));
        }
        var factor = call.tensor(1).mul(call.tensor(4)).div(call.tensor(6)).to(DType.F32);
        var scaled = sums.to(DType.F32)
                .mul(factor.elements() == 1 ? factor.reshape() : Normalizations.perChannel(factor, sums.dim()));
        return rounded(scaled, call.tensor(7), kind(call.tensor(7).dtype()));
    }

    // Operators that are computed on the numbers that are stood for

    /** Inputs a and b, each with scale and zero point, and those of the result. */
    private static Operator binary(BinaryOperator<Tensor> function) {
        return Operator.one(call -> {
            var a = dequantized(call.x(), call.tensor(1), call.optional(2));
            var b = dequantized(call.tensor(3), call.tensor(4), call.optional(5));
            return requantized(function.apply(a, b), call.tensor(6), call.optional(7), call.x());
        });
    }

    private interface Parametric {
        UnaryOperator<Tensor> of(Call call);
    }

    private static Operator unary(Parametric function) {
        return Operator.one(call -> {
            var x = dequantized(call.x(), call.tensor(1), call.optional(2));
            return requantized(function.of(call).apply(x), call.tensor(3), call.optional(4), call.x());
        });
    }

    private static Tensor requantized(Tensor x, Tensor scale, @Nullable Tensor zero, Tensor like) {
        return rounded(x.div(scale), zero, kind(like.dtype()));
    }

    private static Tensor globalAverage(Call call, Tensor x) {
        boolean last = call.flag("channels_last", false);
        List<Integer> axes = new ArrayList<>();
        for (int axis = last ? 1 : 2; axis < x.dim() - (last ? 1 : 0); axis++) {
            axes.add(axis);
        }
        return x.mean(true, axes.stream().mapToInt(Integer::intValue).toArray());
    }
}
