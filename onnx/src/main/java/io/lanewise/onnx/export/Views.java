package io.lanewise.onnx.export;

import io.lanewise.graph.Value;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/** Other views on the same elements, which in ONNX are copies. */
final class Views {
    private Views() {}

    static String write(Step step, Op.View view) {
        return switch (view) {
            case Op.Reshape _ -> step.reshape(step.x(), step.sizes());
            case Op.Permute(List<Integer> axes) -> step.transpose(step.x(), axes);
            case Op.Expand _ -> step.add("Expand", step.x(), step.nodes().sizes(step.sizes()));
            case Op.Slice slice -> slice(step, slice);
            case Op.Unfold unfold -> unfold(step, unfold);
            case Op.Diagonal diagonal -> diagonal(step, diagonal);
            case Op.AsStrided strided -> strided(step, strided);
        };
    }

    private static Op.Slice slice(Value.Node node) {
        return (Op.Slice) node.op();
    }

    private static int length(Value.Node node) {
        return node.inputs().getFirst().shape().dim(slice(node).axis());
    }

    private static int end(Value.Node node) {
        return slice(node).start() + slice(node).length() * slice(node).step();
    }

    /** Where the axis may change, a place is counted from its beginning or from its end, whichever is the same then. */
    private static String slice(Step step, Op.Slice slice) {
        if (slice.length() == length(step.node())
                && slice.step() == 1
                && step.isFixed(n -> slice(n).length() == length(n))) {
            return step.x();
        }
        var nodes = step.nodes();
        long start =
                step.isFixed(n -> slice(n).start()) ? slice.start() : fromEnd(step, n -> slice(n).start() - length(n));
        return step.add(
                "Slice",
                step.x(),
                nodes.wholes(start),
                nodes.wholes(end(step, slice)),
                nodes.wholes(slice.axis()),
                nodes.wholes(slice.step()));
    }

    private static long end(Step step, Op.Slice slice) {
        int end = end(step.node());
        if (step.isFixed(Views::end)) {
            // Before the first element; −1 would be the last one.
            return end < 0 ? Integer.MIN_VALUE : end;
        }
        long behind = fromEnd(step, n -> end(n) - length(n));
        return behind >= 0 ? Integer.MAX_VALUE : behind;
    }

    private static long fromEnd(Step step, ToIntFunction<Value.Node> place) {
        if (!step.isFixed(place::applyAsInt)) {
            throw new IllegalArgumentException("where it begins and ends depends on an axis that may change");
        }
        return place.applyAsInt(step.node());
    }

    /** Elements by their places: the windows' size becomes the last axis. */
    private static String unfold(Step step, Op.Unfold unfold) {
        int rank = step.rank();
        int axis = unfold.axis();
        int windows = step.node().shape().dim(axis);
        step.needFixed();
        if (!step.sizes().get(axis).isFixed()) {
            throw new IllegalArgumentException("the number of windows depends on an axis that may change");
        }
        var places = new long[windows * unfold.size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = (long) i / unfold.size() * unfold.step() + i % unfold.size();
        }
        var index = index(step, places, windows, unfold.size());
        var picked = step.add("Gather", List.of(step.x(), index), Map.of("axis", Step.whole(axis)));
        var order = new ArrayList<Integer>();
        for (int i = 0; i <= rank; i++) {
            if (i != axis + 1) {
                order.add(i);
            }
        }
        order.add(axis + 1);
        return step.transpose(picked, order);
    }

    private static String diagonal(Step step, Op.Diagonal diagonal) {
        step.needFixed();
        int rank = step.rank();
        var order = new ArrayList<Integer>();
        for (int i = 0; i < rank; i++) {
            if (i != diagonal.axis1() && i != diagonal.axis2()) {
                order.add(i);
            }
        }
        order.add(diagonal.axis1());
        order.add(diagonal.axis2());
        int columns = step.shape(0).dim(diagonal.axis2());
        var sizes = step.sizes(0);
        if (!sizes.get(diagonal.axis1()).isFixed()
                || !sizes.get(diagonal.axis2()).isFixed()) {
            throw new IllegalArgumentException("the diagonal's length depends on an axis that may change");
        }
        var flat = step.transpose(step.x(), order);
        var all = new ArrayList<Long>();
        for (int i = 0; i < rank - 2; i++) {
            all.add(0L);
        }
        all.add(-1L);
        flat = step.add("Reshape", flat, step.nodes().wholes(all));
        var places = new long[step.node().shape().dim(-1)];
        int row = Math.max(-diagonal.offset(), 0);
        int column = Math.max(diagonal.offset(), 0);
        for (int i = 0; i < places.length; i++) {
            places[i] = (long) (row + i) * columns + column + i;
        }
        return step.add(
                "Gather", List.of(flat, index(step, places, places.length)), Map.of("axis", Step.whole(rank - 2L)));
    }

    private static String strided(Step step, Op.AsStrided strided) {
        step.needFixed();
        var flat = step.add("Reshape", step.x(), step.nodes().wholes(-1));
        var shape = strided.shape();
        var places = new long[shape.elements()];
        var dense = shape.denseStrides();
        for (int i = 0; i < places.length; i++) {
            long place = strided.offset();
            for (int d = 0; d < dense.length; d++) {
                place += (long) i / dense[d] % shape.dim(d) * strided.strides().get(d);
            }
            places[i] = place;
        }
        return step.add("Gather", List.of(flat, index(step, places, shape.toArray())), Map.of("axis", Step.whole(0)));
    }

    private static String index(Step step, long[] places, int... sizes) {
        return step.nodes().initializer("index", Tensor.wrap(places, DType.I64, Shape.of(sizes)));
    }
}
