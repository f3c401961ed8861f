package io.lanewise.onnx.operators;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Fold;
import io.lanewise.tensor.Index;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.UniqueElements;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Elements taken from, or put in, places that other tensors name. Negative places count from the end. */
final class Indexing {
    private Indexing() {}

    static @Nullable Operator find(String name) {
        return switch (name) {
            case "Gather" -> Operator.one(Indexing::gather);
            case "GatherElements" ->
                Operator.one(call -> {
                    int axis = call.whole("axis", 0);
                    return call.x()
                            .gather(axis, positive(call.tensor(1), call.x().size(axis)));
                });
            case "GatherND" -> Operator.one(Indexing::gatherNd);
            case "Scatter" -> Operator.one(Indexing::scatter);
            case "ScatterElements" -> Operator.one(Indexing::scatter);
            case "ScatterND" -> Operator.one(Indexing::scatterNd);
            case "Compress" -> Operator.one(Indexing::compress);
            case "NonZero" -> Operator.one(call -> call.x().nonzero().t().contiguous());
            case "OneHot" -> Operator.one(Indexing::oneHot);
            case "Unique" -> Operator.many(Indexing::unique);
            case "ReverseSequence" -> Operator.one(Indexing::reverseSequence);
            default -> null;
        };
    }

    /** Places counted from the first, in i64. */
    private static Tensor positive(Tensor places, int size) {
        var index = places.to(DType.I64);
        return index.lt(0L).where(index.add((long) size), index);
    }

    private static Tensor gather(Call call) {
        var x = call.x();
        int axis = x.shape().axis(call.whole("axis", 0));
        var places = call.tensor(1);
        if (places.elements() == 1 && places.dim() <= 1 && call.isConstant(1)) {
            int place = Math.toIntExact(places.itemLong());
            return places.dim() == 0 ? x.select(axis, place) : x.narrow(axis, place, 1);
        }
        var flat = positive(places, x.size(axis)).flatten();
        var shape =
                x.shape().slice(0, axis).concat(places.shape()).concat(x.shape().slice(axis + 1, x.dim()));
        return x.indexSelect(axis, flat).reshape(shape);
    }

    /** Of places [..., k] that name the first k dimensions: their flat numbers, [...]. */
    private static Tensor flatPlaces(Tensor places, Shape shape, int from, int k) {
        var flat = Tensor.zeros(places.shape().slice(0, places.dim() - 1), DType.I64);
        for (int i = 0; i < k; i++) {
            int size = shape.dim(from + i);
            flat = flat.mul((long) size).add(positive(places.select(-1, i), size));
        }
        return flat;
    }

    private static Tensor gatherNd(Call call) {
        var x = call.x();
        int batch = call.whole("batch_dims", 0);
        var places = call.tensor(1);
        int k = places.size(-1);
        var flat = flatPlaces(places, x.shape(), batch, k);
        int batches = x.shape().slice(0, batch).elements();
        int named = x.shape().slice(batch, batch + k).elements();
        if (batch > 0) {
            var starts = Tensor.arange(batches).mul((long) named);
            flat = flat.reshape(batches, -1).add(starts.unsqueeze(1));
        }
        var rest = x.shape().slice(batch + k, x.dim());
        var rows = x.reshape(Shape.of(batches * named).concat(rest));
        var shape = places.shape().slice(0, places.dim() - 1).concat(rest);
        return rows.indexSelect(0, flat.flatten()).reshape(shape);
    }

    private static Fold fold(String reduction) {
        return switch (reduction) {
            case "add" -> Fold.SUM;
            case "mul" -> Fold.PROD;
            case "max" -> Fold.AMAX;
            case "min" -> Fold.AMIN;
            default ->
                throw new IllegalArgumentException(
                        "reduction is '" + reduction + "', expected none, add, mul, max or min");
        };
    }

    private static Tensor scatter(Call call) {
        var x = call.x();
        int axis = call.whole("axis", 0);
        var places = positive(call.tensor(1), x.size(axis));
        var reduction = call.text("reduction", "none");
        return reduction.equals("none")
                ? x.scatter(axis, places, call.tensor(2))
                : x.scatterReduce(axis, places, call.tensor(2), fold(reduction), true);
    }

    private static Tensor scatterNd(Call call) {
        var x = call.x();
        var places = call.tensor(1);
        int k = places.size(-1);
        var flat = flatPlaces(places, x.shape(), 0, k).flatten();
        var rest = x.shape().slice(k, x.dim());
        var rows = x.reshape(Shape.of(x.shape().slice(0, k).elements()).concat(rest));
        var source = call.tensor(2).reshape(Shape.of(flat.elements()).concat(rest));
        var reduction = call.text("reduction", "none");
        var result = reduction.equals("none")
                ? rows.indexPut(source, false, Index.tensor(flat))
                : rows.indexReduce(0, flat, source, fold(reduction), true);
        return result.reshape(x.shape());
    }

    private static Tensor compress(Call call) {
        boolean flat = !call.hasAttribute("axis");
        var x = flat ? call.x().flatten() : call.x();
        int axis = flat ? 0 : call.whole("axis", 0);
        var wanted = call.tensor(1).toLongArray();
        var places = IntStream.range(0, wanted.length)
                .filter(i -> wanted[i] != 0)
                .asLongStream()
                .toArray();
        return x.indexSelect(axis, Tensor.of(places));
    }

    /** Inputs: places, the depth, and the two values for elsewhere and for there. */
    private static Tensor oneHot(Call call) {
        int depth = (int) call.number(1, 0);
        var values = call.tensor(2);
        var places = call.x().to(DType.I64);
        int axis = call.whole("axis", -1);
        int at = axis < 0 ? axis + places.dim() + 1 : axis;
        var shape = new int[places.dim() + 1];
        Arrays.fill(shape, 1);
        shape[at] = depth;
        var there =
                positive(places, depth).unsqueeze(at).eq(Tensor.arange(depth).reshape(shape));
        return there.where(values.select(0, 1), values.select(0, 0));
    }

    /** Of distinct elements or slices: themselves, where each is first, for each input which, and how often. */
    private static List<Tensor> unique(Call call) {
        boolean flat = !call.hasAttribute("axis");
        int axis = flat ? 0 : call.x().shape().axis(call.whole("axis", 0));
        var x = flat ? call.x().flatten() : call.x();
        UniqueElements distinct = x.unique(axis);
        var inverse = distinct.inverse().toLongArray();
        var first = new long[distinct.counts().elements()];
        Arrays.fill(first, -1);
        for (int i = 0; i < inverse.length; i++) {
            int which = (int) inverse[i];
            first[which] = first[which] < 0 ? i : first[which];
        }
        if (call.flag("sorted", true)) {
            return List.of(distinct.values(), Tensor.of(first), distinct.inverse(), distinct.counts());
        }
        var order = Tensor.of(first).argsort();
        var rank = order.argsort();
        return List.of(
                distinct.values().indexSelect(axis, order),
                Tensor.of(first).indexSelect(0, order),
                rank.indexSelect(0, distinct.inverse()),
                distinct.counts().indexSelect(0, order));
    }

    /** The first elements of each sequence of a batch in reverse order. */
    private static Tensor reverseSequence(Call call) {
        var x = call.x();
        int batchAxis = call.whole("batch_axis", 1);
        int timeAxis = call.whole("time_axis", 0);
        int steps = x.size(timeAxis);
        var lengths = call.tensor(1).to(DType.I64).unsqueeze(1);
        var time = Tensor.arange(steps).unsqueeze(0);
        var places = time.lt(lengths).where(lengths.sub(time).sub(1L), time);
        var inTime = batchAxis < timeAxis ? places : places.t();
        var sizes = new ArrayList<Integer>();
        for (int i = 0; i < x.dim(); i++) {
            sizes.add(i == batchAxis || i == timeAxis ? x.size(i) : 1);
        }
        var index = inTime.reshape(sizes.stream().mapToInt(Integer::intValue).toArray())
                .expand(x.shape());
        return x.gather(timeAxis, index);
    }
}
