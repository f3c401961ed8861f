package io.lanewise.autograd;

import static io.lanewise.autograd.Rule.NONE;
import static io.lanewise.autograd.Rule.with;
import static io.lanewise.autograd.Rule.withInput;
import static io.lanewise.autograd.Rule.withInputs;
import static io.lanewise.autograd.Rule.withOutput;
import static io.lanewise.tensor.Engine.run;

import io.lanewise.expr.WeightFormat;
import io.lanewise.tensor.Differentiator.Backward;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.QuantizedWeight;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** All derivatives: an operation without a rule does not compile. */
final class Derivatives {
    private Derivatives() {}

    /** The function from the gradient of the result to those of the inputs; null where none of them has one. */
    static @Nullable Backward of(Op op, List<Tensor> inputs, Tensor output) {
        var r = new Recording(op, inputs, output);
        var shape = inputs.getFirst().shape();
        var dtype = inputs.getFirst().dtype();
        return switch (op) {
            case Op.Map map -> ElementwiseRules.of(map, r);
            case Op.Cast _ -> r.each(with(g -> g.to(dtype)));
            case Op.Copy() -> r.each(with(g -> g));
            case Op.Update _, Op.ArgSort _, Op.MaxPoolIndices _ -> null;

            case Op.Reduce reduce -> ReductionRules.of(reduce, r);
            case Op.Scan scan -> ReductionRules.of(scan, r);

            case Op.Softmax() -> r.each(withOutput((g, y) -> run(new Op.SoftmaxGrad(), y, g)));
            case Op.SoftmaxGrad() -> RowRules.softmaxGrad(r);
            case Op.LogSoftmax() -> r.each(withOutput((g, y) -> run(new Op.LogSoftmaxGrad(), y, g)));
            case Op.LogSoftmaxGrad() -> RowRules.logSoftmaxGrad(r);
            case Op.Normalize normalize -> NormalizeRules.of(normalize, r);
            // Asked for only where no derivatives of them are wanted.
            case Op.NormalizeGrad _, Op.NormalizeWeightGrad _ -> null;
            case Op.CrossEntropy(int ignored) -> RowRules.crossEntropy(ignored, r);
            case Op.CrossEntropyGrad(int ignored) -> RowRules.crossEntropyGrad(ignored, r);

            case Op.MatMul() ->
                r.each(
                        withInput(1, (g, b) -> run(new Op.MatMul(), g, b.mT())),
                        withInput(0, (g, a) -> run(new Op.MatMul(), a.mT(), g)));
            case Op.Linear() ->
                r.each(
                        withInput(1, (g, w) -> g.matmul(w)),
                        withInput(0, (g, x) -> rows(g).t().matmul(rows(x))),
                        with(g -> rows(g).sum(0)));
            case Op.Activated activated -> ActivatedRule.of(activated, of(activated.product(), inputs, output), r);

            case Op.Attention attention -> AttentionRules.of(attention, r);
            // Asked for only where no derivative of it is wanted.
            case Op.AttentionGrad _ -> null;
            case Op.Convolution convolution -> WindowRules.of(convolution, r);
            case Op.ConvolutionData data -> WindowRules.of(data, r);
            case Op.ConvolutionWeights weights -> WindowRules.of(weights, r);
            case Op.MaxPool pool -> WindowRules.of(pool, r);

            case Op.QuantizedLinear(WeightFormat format) ->
                r.each(
                        format == WeightFormat.I8
                                ? withInputs(1, 2, (g, w, scales) -> g.matmul(weight(format, w, scales)))
                                : withInput(1, (g, w) -> g.matmul(weight(format, w, null))),
                        NONE,
                        format == WeightFormat.I8 ? NONE : with(g -> rows(g).sum(0)),
                        with(g -> rows(g).sum(0)));

            case Op.IntegerMatMul _, Op.DynamicLinear _ -> null;

            case Op.View view -> ViewRules.of(view, r);
            case Op.Unview(Op.View view, Shape _) -> r.each(with(g -> ViewRules.apply(view, g)));
            case Op.Cat(int axis) -> r.each(parts(axis, inputs));

            case Op.IndexSelect(int axis) ->
                r.each(withInput(1, (g, index) -> run(new Op.IndexAdd(axis), zeros(shape, g), index, g)), NONE);
            case Op.IndexAdd(int axis) ->
                r.each(with(g -> g), NONE, withInput(1, (g, index) -> run(new Op.IndexSelect(axis), g, index)));
            case Op.Gather(int axis) ->
                r.each(withInput(1, (g, index) -> run(new Op.ScatterAdd(axis), zeros(shape, g), index, g)), NONE);
            case Op.Scatter(int axis) ->
                r.each(
                        withInput(1, (g, index) -> run(op, g, index, zeros(index.shape(), g))),
                        NONE,
                        withInput(1, (g, index) -> run(new Op.Gather(axis), g, index)));
            case Op.ScatterAdd(int axis) ->
                r.each(with(g -> g), NONE, withInput(1, (g, index) -> run(new Op.Gather(axis), g, index)));

            case Op.Custom custom -> custom(custom, r);
        };
    }

    private static Tensor weight(WeightFormat format, Tensor data, @Nullable Tensor scales) {
        return new QuantizedWeight(format, data, scales).dequantized();
    }

    /** [..., n] as a matrix [rows, n]. */
    static Tensor rows(Tensor x) {
        int last = x.dim() - 1;
        return x.reshape(x.shape().slice(0, last).elements(), x.size(last));
    }

    private static Tensor zeros(Shape shape, Tensor like) {
        return Tensor.zeros(shape, like.dtype()).to(like.backend());
    }

    private static List<Rule> parts(int axis, List<Tensor> inputs) {
        var rules = new ArrayList<Rule>(inputs.size());
        int start = 0;
        for (var input : inputs) {
            var slice = new Op.Slice(axis, start, input.size(axis), 1);
            rules.add(with(g -> run(slice, g)));
            start += input.size(axis);
        }
        return rules;
    }

    /** A user's gradients are copied, since the user may keep them; not when they are to be differentiated again. */
    private static Backward custom(Op.Custom op, Recording r) {
        var inputs = IntStream.range(0, r.inputs().size()).mapToObj(r::save).toList();
        var output = r.saveOutput();
        return g -> {
            var gradients = op.backward(g, inputs.stream().map(Saved::get).toList(), output.get());
            if (gradients.size() != inputs.size()) {
                throw new IllegalStateException("backward of `" + op.name() + "` returned " + gradients.size()
                        + " gradients for " + inputs.size() + " inputs; null stands for none");
            }
            var result = new ArrayList<@Nullable Tensor>(gradients);
            if (!GradMode.isEnabled()) {
                result.replaceAll(
                        gradient -> gradient == null ? null : gradient.detach().copy());
            }
            return result;
        };
    }
}
