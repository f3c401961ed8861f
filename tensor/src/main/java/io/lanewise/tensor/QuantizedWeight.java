package io.lanewise.tensor;

import io.lanewise.expr.WeightFormat;
import io.lanewise.kernels.product.PackedWeight;
import io.lanewise.kernels.product.Quantization;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The weight [n, k] of a linear layer in few bits, for {@link Tensor#linear(QuantizedWeight, Tensor)}. It consists of
 * ordinary tensors, which can be saved and moved; the CPU packs them when they are first used, and again when they were
 * changed in place. An array that bytes were wrapped from must not change.
 *
 * @param format how weights are stored
 * @param data f16 or bf16 [n, k]; for i8 i8 [n, k]; for q8_0 and q4_0 the rows' blocks, as GGUF files have them,
 *     in u8 [n, k / 32 · 34] or [n, k / 32 · 18]
 * @param scales for i8 f32 [n], otherwise null
 */
public record QuantizedWeight(
        WeightFormat format, Tensor data, @Nullable Tensor scales) {
    /**
     * Checks that the tensors are those of the format.
     *
     * @throws ShapeException when the shapes do not fit
     * @throws DTypeException when the element types do not fit
     */
    public QuantizedWeight {
        var expected =
                switch (format) {
                    case F16 -> DType.F16;
                    case BF16 -> DType.BF16;
                    case I8 -> DType.I8;
                    case Q8_0, Q4_0 -> DType.U8;
                };
        if (data.dtype() != expected) {
            throw new DTypeException(
                    "quantized weight: data in " + format.lower() + " are " + data.dtype() + "; expected " + expected);
        }
        if (data.dim() != 2 || format.hasBlocks() && data.size(1) % format.blockBytes() != 0) {
            throw new ShapeException("quantized weight: data in " + format.lower() + " have the shape " + data.shape()
                    + "; expected [n, " + (format.hasBlocks() ? "k / 32 * " + format.blockBytes() : "k") + "]");
        }
        if ((format == WeightFormat.I8) != (scales != null)) {
            throw new IllegalArgumentException("quantized weight: " + format.lower() + " has "
                    + (scales == null ? "scales, and none were given" : "no scales beside its data"));
        }
        if (scales != null && (scales.dtype() != DType.F32 || !scales.shape().equals(Shape.of(data.size(0))))) {
            throw new ShapeException("quantized weight: scales are " + scales.dtype() + " " + scales.shape()
                    + "; expected f32 [" + data.size(0) + "]");
        }
    }

    /**
     * Rounds a weight to the nearest in a format.
     *
     * @param weight floats [n, k], in q8_0 and q4_0 with k a multiple of 32
     */
    public static QuantizedWeight of(WeightFormat format, Tensor weight) {
        if (weight.dim() != 2 || !weight.dtype().isFloat()) {
            throw new ShapeException(
                    "quantize: the weight is " + weight.dtype() + " " + weight.shape() + "; expected floats [n, k]");
        }
        int n = weight.size(0);
        int k = weight.size(1);
        try (var _ = GradMode.noGrad()) {
            return switch (format) {
                case F16 -> halves(weight.to(DType.F16));
                case BF16 -> halves(weight.to(DType.BF16));
                case I8 -> {
                    var bytes = Quantization.bytes(n, k, weight.to(DType.F32).toFloatArray(), 0);
                    yield new QuantizedWeight(
                            format, Tensor.wrap(bytes.values(), DType.I8, Shape.of(n, k)), Tensor.of(bytes.scales()));
                }
                case Q8_0, Q4_0 -> {
                    if (k % WeightFormat.BLOCK != 0) {
                        throw new ShapeException("quantize: " + weight.shape() + " in " + format.lower()
                                + ": rows are no multiple of 32 long");
                    }
                    var blocks =
                            Quantization.blocks(format, weight.to(DType.F32).toFloatArray(), 0, n * k);
                    var shape = Shape.of(n, k / WeightFormat.BLOCK * format.blockBytes());
                    yield new QuantizedWeight(format, Tensor.wrap(blocks, DType.U8, shape), null);
                }
            };
        }
    }

    /** A weight [n, k] that is stored in f16 or bf16 already. */
    static QuantizedWeight halves(Tensor weight) {
        var format = weight.dtype() == DType.F16 ? WeightFormat.F16 : WeightFormat.BF16;
        return new QuantizedWeight(format, weight.detach(), null);
    }

    /** The number of outputs, n. */
    public int outputs() {
        return data.size(0);
    }

    /** The number of inputs, k. */
    public int inputs() {
        return format.hasBlocks() ? data.size(1) / format.blockBytes() * WeightFormat.BLOCK : data.size(1);
    }

    /** The weights as f32 [n, k]. */
    public Tensor dequantized() {
        return switch (format) {
            case F16, BF16 -> data.to(DType.F32);
            case I8 -> data.to(DType.F32).mul(Objects.requireNonNull(scales).unsqueeze(1));
            case Q8_0, Q4_0 -> {
                var blocks = (byte[]) data.toArray();
                var packed = PackedWeight.blocks(format, outputs(), inputs(), blocks, 0);
                yield Tensor.wrap(packed.toFloats(), DType.F32, Shape.of(outputs(), inputs()));
            }
        };
    }

    @Override
    public String toString() {
        return format.lower() + " [" + outputs() + ", " + inputs() + "]";
    }
}
