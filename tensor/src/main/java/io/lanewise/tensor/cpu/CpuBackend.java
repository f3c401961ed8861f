package io.lanewise.tensor.cpu;

import io.lanewise.expr.WeightFormat;
import io.lanewise.kernels.Recycler;
import io.lanewise.tensor.Backend;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Sliding;
import io.lanewise.tensor.Storage;
import io.lanewise.tensor.Tensor;
import java.util.List;

/** Runs every operation on heap arrays with the generated kernels. */
public final class CpuBackend implements Backend {
    public static final CpuBackend INSTANCE = new CpuBackend();

    private CpuBackend() {}

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public Storage allocate(DType dtype, int length) {
        return new HeapStorage(dtype, Recycler.take(dtype.carrier(), length), length, true);
    }

    @Override
    public void copyIn(Object array, int offset, Storage target, int targetOffset, int length) {
        System.arraycopy(array, offset, ((HeapStorage) target).array(), targetOffset, length);
    }

    @Override
    public void copyOut(Storage source, int sourceOffset, Object array, int offset, int length) {
        System.arraycopy(((HeapStorage) source).array(), sourceOffset, array, offset, length);
    }

    @Override
    public boolean supports(Op op, List<DType> types) {
        return true;
    }

    @Override
    public void execute(Op op, List<Tensor> in, Tensor out) {
        if (out.elements() == 0 && !(op instanceof Op.Update)) {
            return;
        }
        var x = in.getFirst();
        switch (op) {
            case Op.Map map -> MapRun.run(map, in, out);
            case Op.Cast _, Op.Copy _ -> CopyRun.run(x, out);
            case Op.Update update -> UpdateRun.run(update, in);
            case Op.Reduce reduce -> ReduceRun.run(reduce, x, out);
            case Op.Scan scan -> ScanRun.run(scan, x, out);
            case Op.ArgSort sort -> SortRun.run(sort, x, out);
            case Op.Softmax _, Op.SoftmaxGrad _, Op.LogSoftmax _, Op.LogSoftmaxGrad _ -> RowRun.run(op, in, out);
            case Op.Normalize normalize -> NormalizeRun.forward(normalize, in, out);
            case Op.NormalizeGrad gradient -> NormalizeRun.gradient(gradient, in, out);
            case Op.NormalizeWeightGrad gradient -> NormalizeRun.weightGradient(gradient, in, out);
            case Op.CrossEntropy(int ignored) -> CrossEntropyRun.losses(ignored, in, out);
            case Op.CrossEntropyGrad(int ignored) -> CrossEntropyRun.gradient(ignored, in, out);
            case Op.MatMul() -> MatMulRun.matmul(x, in.get(1), out);
            case Op.QuantizedLinear(WeightFormat format) -> QuantizedRun.linear(format, in, out);
            case Op.IntegerMatMul() -> IntegerRun.matmul(in, out);
            case Op.DynamicLinear() -> IntegerRun.linear(in, out, null);
            case Op.Linear() -> MatMulRun.linear(in, out, null);
            case Op.Activated(Op.Convolution convolution, var activation) ->
                ConvolutionRun.forward(convolution, in, out, activation);
            case Op.Activated(Op.DynamicLinear _, var activation) -> IntegerRun.linear(in, out, activation);
            case Op.Activated(var _, var activation) -> MatMulRun.linear(in, out, activation);
            case Op.Attention attention -> AttentionRun.forward(attention, in, out);
            case Op.AttentionGrad gradient -> AttentionRun.backward(gradient, in, out);
            case Op.Convolution convolution -> ConvolutionRun.forward(convolution, in, out, null);
            case Op.ConvolutionData(Sliding windows, int groups, var _) ->
                ConvolutionRun.data(windows, groups, x, in.get(1), out);
            case Op.ConvolutionWeights(Sliding windows, int groups, var _) ->
                ConvolutionRun.weights(windows, groups, x, in.get(1), out);
            case Op.MaxPool pool -> MaxPoolRun.values(pool, x, out);
            case Op.MaxPoolIndices pool -> MaxPoolRun.indices(pool, x, out);
            case Op.Unview(Op.View view, var _) -> CopyRun.unview(view, x, out);
            case Op.Cat(int axis) -> CopyRun.cat(axis, in, out);
            case Op.IndexSelect(int axis) -> IndexRun.select(axis, x, in.get(1), out);
            case Op.IndexAdd(int axis) -> IndexRun.indexAdd(axis, x, in.get(1), in.get(2), out);
            case Op.Gather(int axis) -> IndexRun.gather(axis, x, in.get(1), out);
            case Op.Scatter(int axis) -> IndexRun.scatter(axis, false, x, in.get(1), in.get(2), out);
            case Op.ScatterAdd(int axis) -> IndexRun.scatter(axis, true, x, in.get(1), in.get(2), out);
            case Op.View _, Op.Custom _ -> throw new IllegalArgumentException(op.name() + ": not run by a backend");
        }
    }
}
