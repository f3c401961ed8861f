package io.lanewise.tensor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A product or an extreme of all source elements that an index sends to one place. Inputs: x, index, source, all of the
 * types and shapes of {@link Op.Scatter}.
 *
 * @param includeSelf whether the elements of x take part where a source element arrives
 */
record ScatterReduction(int axis, Fold fold, boolean includeSelf) implements Op.Custom {
    @Override
    public Inference.Result infer(List<Tensor> inputs) {
        return new Inference.Result(inputs.getFirst().shape(), inputs.getFirst().dtype());
    }

    @Override
    public Tensor forward(List<Tensor> inputs) {
        var x = inputs.getFirst();
        var source = inputs.get(2);
        var places = places(x, inputs.get(1));
        return x.dtype().isFloat() ? floats(x, places, source) : integers(x, places, source);
    }

    /** Where in x, in row-major order, each source element goes. */
    private int[] places(Tensor x, Tensor index) {
        var numbers = Tensor.arange(x.elements()).reshape(x.shape());
        var within = numbers;
        for (int i = 0; i < x.dim(); i++) {
            within = i == axis ? within : within.narrow(i, 0, index.size(i));
        }
        return within.gather(axis, index).toIntArray();
    }

    private Tensor floats(Tensor x, int[] places, Tensor source) {
        var values = x.toDoubleArray();
        var added = source.toDoubleArray();
        var seen = new boolean[values.length];
        for (int i = 0; i < places.length; i++) {
            int at = places[i];
            values[at] = seen[at] || includeSelf ? combine(values[at], added[i]) : added[i];
            seen[at] = true;
        }
        return Tensor.wrap(values, DType.F64, x.shape()).to(x.dtype());
    }

    private Tensor integers(Tensor x, int[] places, Tensor source) {
        var values = x.toLongArray();
        var added = source.toLongArray();
        var seen = new boolean[values.length];
        for (int i = 0; i < places.length; i++) {
            int at = places[i];
            values[at] = seen[at] || includeSelf ? combine(values[at], added[i]) : added[i];
            seen[at] = true;
        }
        return Tensor.wrap(values, DType.I64, x.shape()).to(x.dtype());
    }

    private double combine(double a, double b) {
        return fold == Fold.PROD ? a * b : fold == Fold.AMAX ? Math.max(a, b) : Math.min(a, b);
    }

    private long combine(long a, long b) {
        return fold == Fold.PROD ? a * b : fold == Fold.AMAX ? Math.max(a, b) : Math.min(a, b);
    }

    @Override
    public List<@Nullable Tensor> backward(Tensor gradient, List<Tensor> inputs, Tensor output) {
        var x = inputs.getFirst();
        var index = inputs.get(1);
        var source = inputs.get(2);
        return fold == Fold.PROD
                ? products(gradient, x, index, source, output)
                : extremes(gradient, x, index, source, output);
    }

    /** Each factor's gradient is the product of the others; zeros are counted, since one cannot divide by them. */
    private List<@Nullable Tensor> products(Tensor g, Tensor x, Tensor index, Tensor source, Tensor output) {
        var one = Tensor.scalar(1, x.dtype());
        var zeroSource = source.eq(0L);
        var zeroSelf = x.eq(0L);
        // The product without zeros, and the number of zeros, at each place.
        var rest = new ScatterReduction(axis, Fold.PROD, includeSelf)
                .of(zeroSelf.where(one, x), index, zeroSource.where(one, source));
        var zeros = (includeSelf ? zeroSelf.to(x.dtype()) : Tensor.zeros(x.shape(), x.dtype()))
                .scatterAdd(axis, index, zeroSource.to(x.dtype()));
        var untouched = Tensor.ones(x.shape(), DType.BOOL).scatter(axis, index, 0);
        var selfGradient = includeSelf ? g.mul(others(x, zeroSelf, rest, zeros)) : g.mul(0.0);
        var sourceGradient = g.gather(axis, index)
                .mul(others(source, zeroSource, rest.gather(axis, index), zeros.gather(axis, index)));
        return java.util.Arrays.asList(untouched.where(g, selfGradient), null, sourceGradient);
    }

    private static Tensor others(Tensor factor, Tensor isZero, Tensor rest, Tensor zeros) {
        var nothing = Tensor.scalar(0, rest.dtype());
        var own = isZero.where(rest, rest.div(isZero.where(Tensor.scalar(1, rest.dtype()), factor)));
        return zeros.sub(isZero.to(zeros.dtype())).gt(0L).where(nothing, own);
    }

    /** Equal extremes share the gradient. */
    private List<@Nullable Tensor> extremes(Tensor g, Tensor x, Tensor index, Tensor source, Tensor output) {
        var untouched = Tensor.ones(x.shape(), DType.BOOL).scatter(axis, index, 0);
        var selfMay = includeSelf ? x.eq(output) : untouched;
        var self = selfMay.to(x.dtype());
        var sourceIs = source.eq(output.gather(axis, index)).to(x.dtype());
        var shares = self.scatterAdd(axis, index, sourceIs);
        var share = g.div(shares);
        return java.util.Arrays.asList(
                selfMay.where(share, Tensor.scalar(0, g.dtype())),
                null,
                share.gather(axis, index).mul(sourceIs));
    }

    Tensor of(Tensor x, Tensor index, Tensor source) {
        return Engine.run(this, x, index, source);
    }
}
