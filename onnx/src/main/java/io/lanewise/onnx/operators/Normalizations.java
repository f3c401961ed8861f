package io.lanewise.onnx.operators;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Engine;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Softmax, and elements made to have mean 0 and variance 1. */
final class Normalizations {
    private Normalizations() {}

    static @Nullable Operator find(String name) {
        return switch (name) {
            case "Softmax" -> Operator.one(call -> rows(call, Tensor::softmax));
            case "LogSoftmax" -> Operator.one(call -> rows(call, Tensor::logSoftmax));
            case "Hardmax" ->
                Operator.one(call -> rows(call, (x, axis) -> {
                    var places = Tensor.arange(x.size(axis));
                    var shape = new int[x.dim()];
                    Arrays.fill(shape, 1);
                    shape[x.shape().axis(axis)] = x.size(axis);
                    return x.argmax(axis, true).eq(places.reshape(shape)).to(x.dtype());
                }));
            case "BatchNormalization" -> Operator.many(Normalizations::batch);
            case "InstanceNormalization" -> Operator.one(Normalizations::instance);
            case "LayerNormalization" -> Operator.many(Normalizations::layer);
            case "GroupNormalization" -> Operator.one(Normalizations::group);
            case "RMSNormalization" -> Operator.one(Normalizations::rootMeanSquare);
            case "LpNormalization" ->
                Operator.one(call -> {
                    int axis = call.whole("axis", -1);
                    return call.x().div(call.x().norm(call.whole("p", 2), true, axis));
                });
            case "MeanVarianceNormalization" ->
                Operator.one(call -> {
                    int[] axes = call.wholes("axes", new int[] {0, 2, 3});
                    var centered = call.x().sub(call.x().mean(true, axes));
                    return centered.div(
                            centered.square().mean(true, axes).sqrt().add(1e-9));
                });
            case "LRN" -> Operator.one(Normalizations::localResponse);
            default -> null;
        };
    }

    private interface Rows {
        Tensor apply(Tensor x, int axis);
    }

    /** Before opset 13 a row was all that begins with the axis. */
    private static Tensor rows(Call call, Rows function) {
        var x = call.x();
        if (call.opset() >= 13) {
            return function.apply(x, call.whole("axis", -1));
        }
        int axis = call.whole("axis", 1);
        int at = axis < 0 ? axis + x.dim() : axis;
        int count = x.shape().slice(0, at).elements();
        var matrix = x.reshape(count, x.shape().slice(at, x.dim()).elements());
        return function.apply(matrix, 1).reshape(x.shape());
    }

    /** [channels] as a tensor that is broadcast to [n, channels, …]. */
    static Tensor perChannel(Tensor values, int rank) {
        int[] sizes = new int[rank];
        Arrays.fill(sizes, 1);
        sizes[1] = values.elements();
        return values.reshape(sizes);
    }

    /** Inputs x, scale, shift, mean, variance; while training, the batch's own and the running ones as outputs. */
    private static List<Tensor> batch(Call call) {
        var x = call.x();
        double eps = call.number("epsilon", 1e-5f);
        boolean training = call.flag("training_mode", false);
        var mean = call.tensor(3);
        var variance = call.tensor(4);
        var outputs = new ArrayList<Tensor>();
        if (training) {
            double momentum = call.number("momentum", 0.9f);
            int[] axes = IntStream.range(0, x.dim()).filter(i -> i != 1).toArray();
            var batchMean = x.mean(false, axes);
            var batchVariance = x.var(0, false, axes);
            outputs.add(mean.mul(momentum).add(batchMean.mul(1 - momentum)));
            outputs.add(variance.mul(momentum).add(batchVariance.mul(1 - momentum)));
            mean = batchMean;
            variance = batchVariance;
        }
        // Two numbers for each channel, one multiplication and one addition for each element.
        var scale = call.tensor(1).div(variance.add(eps).sqrt());
        var shift = call.tensor(2).sub(mean.mul(scale));
        var y = x.mul(perChannel(scale, x.dim())).add(perChannel(shift, x.dim()));
        outputs.addFirst(y.to(x.dtype()));
        return outputs;
    }

    private static Tensor instance(Call call) {
        var x = call.x();
        var rows = x.flatten(2, x.dim() - 1);
        var y = normalized(rows, call.number("epsilon", 1e-5f)).reshape(x.shape());
        return y.mul(perChannel(call.tensor(1), x.dim())).add(perChannel(call.tensor(2), x.dim()));
    }

    private static Tensor normalized(Tensor rows, double eps) {
        return rows.elements() == 0 ? rows : Engine.run(new Op.Normalize(eps, true), rows);
    }

    /** Inputs x, scale and shift; outputs y, and if they are asked for the mean and 1 / the standard deviation. */
    private static List<Tensor> layer(Call call) {
        var x = call.x();
        int axis = x.shape().axis(call.whole("axis", -1));
        double eps = call.number("epsilon", 1e-5f);
        if (call.wants(1) || call.wants(2) || x.elements() == 0) {
            return withStatistics(call, x, axis, eps);
        }
        var shape = x.shape().slice(axis, x.dim());
        var rows = x.reshape(x.shape().slice(0, axis).concat(Shape.of(shape.elements())));
        var inputs = new ArrayList<>(List.of(rows));
        boolean plain = call.tensor(1).shape().equals(shape)
                && (!call.has(2) || call.tensor(2).shape().equals(shape));
        if (plain) {
            inputs.add(call.tensor(1).flatten());
            if (call.has(2)) {
                inputs.add(call.tensor(2).flatten());
            }
        }
        var y = Engine.run(new Op.Normalize(eps, true), inputs).reshape(x.shape());
        if (!plain) {
            y = y.mul(call.tensor(1));
            y = call.has(2) ? y.add(call.tensor(2)) : y;
        }
        return List.of(y);
    }

    private static List<Tensor> withStatistics(Call call, Tensor given, int axis, double eps) {
        var x = given.dtype().isHalf() ? given.to(DType.F32) : given;
        int[] axes = IntStream.range(axis, x.dim()).toArray();
        var mean = x.mean(true, axes);
        var centered = x.sub(mean);
        var inverse = centered.square().mean(true, axes).add(eps).sqrt().reciprocal();
        var y = centered.mul(inverse).to(given.dtype()).mul(call.tensor(1));
        return List.of(call.has(2) ? y.add(call.tensor(2)) : y, mean, inverse);
    }

    /** Inputs x, scale and shift, which are per group before opset 21. */
    private static Tensor group(Call call) {
        var x = call.x();
        int groups = call.whole("num_groups", 1);
        int channels = x.size(1);
        var rows = x.reshape(x.size(0), groups, -1);
        var y = normalized(rows, call.number("epsilon", 1e-5f)).reshape(x.shape());
        var scale = call.tensor(1);
        var shift = call.tensor(2);
        if (scale.elements() == groups && groups != channels) {
            scale = scale.repeatInterleave(channels / groups, 0);
            shift = shift.repeatInterleave(channels / groups, 0);
        }
        return y.mul(perChannel(scale, x.dim())).add(perChannel(shift, x.dim()));
    }

    private static Tensor rootMeanSquare(Call call) {
        var x = call.x();
        int axis = x.shape().axis(call.whole("axis", -1));
        var rows = x.reshape(x.shape()
                .slice(0, axis)
                .concat(Shape.of(x.shape().slice(axis, x.dim()).elements())));
        return Engine.run(new Op.Normalize(call.number("epsilon", 1e-5f), false), rows)
                .reshape(x.shape())
                .mul(call.tensor(1));
    }

    /** x / (bias + α/size · Σ of the squares of the channels around)^β. */
    private static Tensor localResponse(Call call) {
        var x = call.x();
        int size = call.whole("size", 1);
        int before = (size - 1) / 2;
        int[] amounts = new int[2 * (x.dim() - 1)];
        amounts[amounts.length - 2] = before;
        amounts[amounts.length - 1] = size - 1 - before;
        var sums = x.square().pad(0, amounts).unfold(1, size, 1).sum(-1);
        return x.div(sums.mul(call.number("alpha", 1e-4f) / size)
                .add(call.number("bias", 1))
                .pow(call.number("beta", 0.75f)));
    }
}
