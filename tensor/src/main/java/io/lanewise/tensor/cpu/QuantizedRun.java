package io.lanewise.tensor.cpu;

import io.lanewise.expr.ElementType;
import io.lanewise.expr.WeightFormat;
import io.lanewise.kernels.product.Epilogue;
import io.lanewise.kernels.product.MatMul;
import io.lanewise.kernels.product.PackedWeight;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Storage;
import io.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs products with weights of few bits, which are packed when they are first used and kept so. */
final class QuantizedRun {
    private QuantizedRun() {}

    /** What panels depend on beside the elements. */
    private record Key(
            WeightFormat format,
            int offset,
            Shape shape,
            List<Integer> strides,
            @Nullable Storage scales,
            int scalesVersion,
            int scalesOffset) {

        static Key of(WeightFormat format, Tensor data, @Nullable Tensor scales) {
            return new Key(
                    format,
                    data.offset(),
                    data.shape(),
                    Arrays.stream(data.strides()).boxed().toList(),
                    scales == null ? null : scales.storage(),
                    scales == null ? 0 : scales.storage().version(),
                    scales == null ? 0 : scales.offset());
        }
    }

    /** x [..., k], the weight's data, for i8 its scales, and optionally b [n]. */
    static void linear(WeightFormat format, List<Tensor> in, Tensor out) {
        var x = MatMulRun.rows(in.getFirst());
        var weight = in.get(1);
        int operands = format == WeightFormat.I8 ? 3 : 2;
        var epilogue = Epilogue.STORE;
        if (in.size() > operands) {
            var bias = in.get(operands).contiguous();
            epilogue = Epilogue.bias(HeapStorage.arrayOf(bias), bias.offset());
        }
        int n = weight.size(0);
        var a = HeapStorage.arrayOf(x);
        var c = HeapStorage.arrayOf(out);
        switch (packed(format, in)) {
            case PackedWeight w ->
                MatMul.run(x.size(0), a, x.offset(), x.stride(0), x.stride(1), w, c, out.offset(), n, epilogue);
            case float[] wide ->
                MatMul.run(
                        ElementType.F32,
                        x.size(0),
                        n,
                        x.size(1),
                        a,
                        x.offset(),
                        x.stride(0),
                        x.stride(1),
                        wide,
                        0,
                        1,
                        x.size(1),
                        c,
                        out.offset(),
                        n,
                        epilogue);
            default -> throw new IllegalStateException("neither packed nor wide");
        }
    }

    /**
     * The packed weight; floats for halves without a packed form, or in an array that a user may change unseen.
     */
    private static Object packed(WeightFormat format, List<Tensor> in) {
        var data = in.get(1);
        var scales = format == WeightFormat.I8 ? in.get(2) : null;
        var storage = (HeapStorage) data.storage();
        if (!format.hasBlocks() && scales == null && !storage.isOwn()) {
            return data.to(DType.F32).toFloatArray();
        }
        return storage.derived(Key.of(format, data, scales), () -> pack(format, data, scales));
    }

    private static Object pack(WeightFormat format, Tensor data, @Nullable Tensor scales) {
        int n = data.size(0);
        int k = data.size(1);
        if (format == WeightFormat.F16 || format == WeightFormat.BF16) {
            var halves = (short[]) HeapStorage.arrayOf(data);
            int offset = data.offset();
            int row = data.stride(0);
            int column = data.stride(1);
            return PackedWeight.isPackable(format, n, k, halves, offset, row, column)
                    ? PackedWeight.halves(format, n, k, halves, offset, row, column)
                    : data.to(DType.F32).toFloatArray();
        }
        var dense = data.contiguous();
        var bytes = (byte[]) HeapStorage.arrayOf(dense);
        if (scales == null) {
            int inputs = k / format.blockBytes() * WeightFormat.BLOCK;
            return PackedWeight.blocks(format, n, inputs, bytes, dense.offset());
        }
        return PackedWeight.bytes(n, k, bytes, dense.offset(), scales.toFloatArray(), 0);
    }
}
