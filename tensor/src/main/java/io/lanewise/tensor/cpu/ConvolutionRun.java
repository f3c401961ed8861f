package io.lanewise.tensor.cpu;

import io.lanewise.kernels.convolution.ConvolutionShape;
import io.lanewise.kernels.convolution.Convolutions;
import io.lanewise.kernels.product.Epilogue;
import io.lanewise.tensor.DTypeException;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Sliding;
import io.lanewise.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs convolutions of one to three dimensions and their transposes. */
final class ConvolutionRun {
    private ConvolutionRun() {}

    /** x [n, channels, space…], w [filters, channels / groups, kernel…] and optionally b [filters]; then the activation. */
    static void forward(Op.Convolution op, List<Tensor> in, Tensor out, Op.@Nullable Map activation) {
        var x = dense(in.getFirst());
        var w = dense(in.get(1));
        var epilogue = Epilogue.STORE;
        if (in.size() > 2) {
            var bias = dense(in.get(2));
            epilogue = Epilogue.biasOfRows(HeapStorage.arrayOf(bias), bias.offset());
        }
        if (activation != null) {
            epilogue = MapRun.then(epilogue, activation, out.dtype().element());
        }
        var shape = shape(op, x, w, out);
        Convolutions.forward(
                out.dtype().element(),
                shape,
                HeapStorage.arrayOf(x),
                x.offset(),
                HeapStorage.arrayOf(w),
                w.offset(),
                ConstantWeights.filters(w, shape),
                epilogue,
                HeapStorage.arrayOf(out),
                out.offset());
    }

    static void data(Sliding windows, int groups, Tensor weight, Tensor gradient, Tensor out) {
        var w = dense(weight);
        var g = dense(gradient);
        Convolutions.data(
                out.dtype().element(),
                shape(windows, groups, out, w, g),
                HeapStorage.arrayOf(w),
                w.offset(),
                HeapStorage.arrayOf(g),
                g.offset(),
                HeapStorage.arrayOf(out),
                out.offset());
    }

    static void weights(Sliding windows, int groups, Tensor image, Tensor gradient, Tensor out) {
        var x = dense(image);
        var g = dense(gradient);
        Convolutions.weights(
                out.dtype().element(),
                shape(windows, groups, x, out, g),
                HeapStorage.arrayOf(x),
                x.offset(),
                HeapStorage.arrayOf(g),
                g.offset(),
                HeapStorage.arrayOf(out),
                out.offset());
    }

    private static Tensor dense(Tensor x) {
        if (!x.dtype().isFloat()) {
            throw new DTypeException("convolution: expected floats, not " + x.dtype());
        }
        try (var _ = GradMode.noGrad()) {
            return x.contiguous();
        }
    }

    private static ConvolutionShape shape(Sliding windows, int groups, Tensor x, Tensor w, Tensor y) {
        return shape(new Op.Convolution(windows, groups), x, w, y);
    }

    static ConvolutionShape shape(Op.Convolution op, Tensor x, Tensor w, Tensor y) {
        var windows = op.windows();
        int groups = op.groups();
        return new ConvolutionShape(
                x.size(0),
                groups,
                w.size(1),
                w.size(0) / groups,
                space(x, windows.rank()),
                space(w, windows.rank()),
                space(y, windows.rank()),
                three(windows.stride(), 1),
                three(windows.before(), 0),
                three(windows.dilation(), 1),
                op.direct());
    }

    /** The sizes of the last {@code rank} dimensions, as {@link #three}. */
    static int[] space(Tensor t, int rank) {
        var three = new int[] {1, 1, 1};
        for (int i = 0; i < rank; i++) {
            three[3 - rank + i] = t.size(i - rank);
        }
        return three;
    }

    /** The numbers of one to three dimensions, led by those of dimensions that are not there. */
    static int[] three(List<Integer> numbers, int missing) {
        var three = new int[] {missing, missing, missing};
        for (int i = 0; i < numbers.size(); i++) {
            three[3 - numbers.size() + i] = numbers.get(i);
        }
        return three;
    }
}
