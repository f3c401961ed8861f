package io.lanewise.onnx.operators;

import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The same elements in other places. */
final class Movement {
    private Movement() {}

    static @Nullable Operator find(String name) {
        return switch (name) {
            case "Concat" -> Operator.one(call -> Tensor.cat(call.tensors(), call.whole("axis", 1)));
            case "Expand" ->
                Operator.one(call -> {
                    var shape = Shape.of(call.wholes(1));
                    return call.x().expand(Shape.broadcast("Expand", call.x().shape(), shape));
                });
            case "Flatten" -> Operator.one(Movement::flatten);
            case "Reshape" -> Operator.one(Movement::reshape);
            case "Shape" -> Operator.one(Movement::shape);
            case "Size" ->
                Operator.one(call -> Tensor.of((long) call.x().elements()).reshape(Shape.SCALAR));
            case "Squeeze" -> Operator.one(Movement::squeeze);
            case "Unsqueeze" -> Operator.one(Movement::unsqueeze);
            case "Transpose" -> Operator.one(Movement::transpose);
            case "Slice" -> Operator.one(Movement::slice);
            case "Split" -> Operator.many(Movement::split);
            case "Tile" -> Operator.one(Movement::tile);
            case "Pad" -> Operator.one(Padding::pad);
            case "DepthToSpace" -> Operator.one(Movement::depthToSpace);
            case "SpaceToDepth" -> Operator.one(Movement::spaceToDepth);
            case "Trilu" ->
                Operator.one(call -> {
                    int k = call.has(1) ? call.wholes(1)[0] : 0;
                    return call.flag("upper", true)
                            ? call.x().triu(k)
                            : call.x().tril(k);
                });
            default -> null;
        };
    }

    private static Tensor flatten(Call call) {
        var x = call.x();
        int axis = call.whole("axis", 1);
        int at = axis < 0 ? axis + x.dim() : axis;
        int rows = x.shape().slice(0, at).elements();
        return x.reshape(rows, x.shape().slice(at, x.dim()).elements());
    }

    /** 0 keeps a size, unless it is allowed to mean itself; -1 is what is left. */
    private static Tensor reshape(Call call) {
        var x = call.x();
        int[] sizes = call.has(1)
                ? call.wholes(1)
                : Objects.requireNonNull(call.wholes("shape")).clone();
        if (!call.flag("allowzero", false)) {
            for (int i = 0; i < sizes.length; i++) {
                sizes[i] = sizes[i] == 0 ? x.size(i) : sizes[i];
            }
        }
        return x.reshape(sizes);
    }

    private static Tensor shape(Call call) {
        var shape = call.x().shape();
        int rank = shape.rank();
        int start = call.whole("start", 0);
        int end = call.whole("end", rank);
        int from = Math.clamp(start < 0 ? start + rank : start, 0, rank);
        int to = Math.clamp(end < 0 ? end + rank : end, from, rank);
        return Tensor.of(
                Arrays.stream(shape.slice(from, to).toArray()).asLongStream().toArray());
    }

    private static Tensor squeeze(Call call) {
        var x = call.x();
        int[] axes = call.axes(1);
        if (axes == null) {
            return x.squeeze();
        }
        int[] descending = IntStream.of(axes)
                .map(axis -> -x.shape().axis(axis))
                .sorted()
                .map(axis -> -axis)
                .toArray();
        var y = x;
        for (int axis : descending) {
            if (y.size(axis) != 1) {
                throw new IllegalArgumentException(
                        "dimension " + axis + " of " + x.shape() + " has size " + y.size(axis) + ", expected 1");
            }
            y = y.squeeze(axis);
        }
        return y;
    }

    private static Tensor unsqueeze(Call call) {
        var x = call.x();
        int[] axes = Objects.requireNonNull(call.axes(1), "axes");
        int rank = x.dim() + axes.length;
        int[] ascending = IntStream.of(axes)
                .map(axis -> axis < 0 ? axis + rank : axis)
                .sorted()
                .toArray();
        var y = x;
        for (int axis : ascending) {
            y = y.unsqueeze(axis);
        }
        return y;
    }

    private static Tensor transpose(Call call) {
        var x = call.x();
        int last = x.dim() - 1;
        return x.permute(call.wholes(
                "perm", IntStream.rangeClosed(0, last).map(i -> last - i).toArray()));
    }

    /** Attributes before opset 10, then inputs. */
    private static Tensor slice(Call call) {
        var x = call.x();
        boolean inputs = call.has(1);
        int[] starts = inputs ? call.wholes(1) : call.wholes("starts", new int[0]);
        int[] ends = inputs ? call.wholes(2) : call.wholes("ends", new int[0]);
        int[] all = IntStream.range(0, starts.length).toArray();
        int[] axes = inputs ? (call.has(3) ? call.wholes(3) : all) : call.wholes("axes", all);
        for (int i = 0; i < starts.length; i++) {
            int step = inputs && call.has(4) ? call.wholes(4)[i] : 1;
            x = x.slice(axes[i], starts[i], ends[i], step);
        }
        return x;
    }

    /** Sizes are an attribute before opset 13, then an input; without them parts are equal, the last one smaller. */
    private static List<Tensor> split(Call call) {
        var x = call.x();
        int axis = x.shape().axis(call.whole("axis", 0));
        int[] sizes = call.has(1) ? call.wholes(1) : call.wholes("split");
        if (sizes == null) {
            int parts = call.whole("num_outputs", call.outputs());
            int each = Math.ceilDiv(x.size(axis), parts);
            sizes = new int[parts];
            for (int i = 0; i < parts; i++) {
                sizes[i] = Math.max(0, Math.min(each, x.size(axis) - i * each));
            }
        }
        var parts = new ArrayList<Tensor>();
        int start = 0;
        for (int size : sizes) {
            parts.add(x.narrow(axis, start, size));
            start += size;
        }
        if (start != x.size(axis)) {
            throw new IllegalArgumentException("parts of sizes " + Arrays.toString(sizes) + " along dimension " + axis
                    + " of " + x.shape() + ": expected a sum of " + x.size(axis));
        }
        return parts;
    }

    /** Before opset 6 one axis is repeated. */
    private static Tensor tile(Call call) {
        if (call.inputs() < 3) {
            return call.x().repeat(call.wholes(1));
        }
        int[] times = new int[call.x().dim()];
        Arrays.fill(times, 1);
        times[call.wholes(2)[0]] = call.wholes(1)[0];
        return call.x().repeat(times);
    }

    private static Tensor depthToSpace(Call call) {
        var x = call.x();
        int b = call.whole("blocksize", 1);
        int n = x.size(0);
        int c = x.size(1) / (b * b);
        int h = x.size(2);
        int w = x.size(3);
        var y = call.text("mode", "DCR").equals("DCR")
                ? x.reshape(n, b, b, c, h, w).permute(0, 3, 4, 1, 5, 2)
                : x.reshape(n, c, b, b, h, w).permute(0, 1, 4, 2, 5, 3);
        return y.reshape(n, c, h * b, w * b);
    }

    private static Tensor spaceToDepth(Call call) {
        var x = call.x();
        int b = call.whole("blocksize", 1);
        int n = x.size(0);
        int c = x.size(1);
        int h = x.size(2) / b;
        int w = x.size(3) / b;
        return x.reshape(n, c, h, b, w, b).permute(0, 3, 5, 1, 2, 4).reshape(n, c * b * b, h, w);
    }
}
