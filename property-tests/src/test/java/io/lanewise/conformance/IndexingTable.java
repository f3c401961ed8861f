package io.lanewise.conformance;

import static io.lanewise.conformance.ReductionTable.pair;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Fold;
import io.lanewise.tensor.Index;
import io.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reading and writing at indices, order, counting. */
final class IndexingTable {
    private IndexingTable() {}

    static void fill(Table table) {
        reading(table);
        writing(table);
        reducing(table);
        masks(table);
        order(table);
        search(table);
    }

    private static void reading(Table table) {
        table.put("__getitem__", "input, index", a -> a.tensor("input").index(index(a.get("index"))));
        table.put("gather", "input, dim, index, sparse_grad=False", a -> a.tensor("input")
                .gather(a.integer("dim"), a.tensor("index")));
        table.put("index_select", "input, dim, index", a -> a.tensor("input")
                .indexSelect(a.integer("dim"), a.tensor("index")));
        table.put("take", "input, index", a -> a.tensor("input").take(a.tensor("index")));
        table.put(
                "take_along_dim",
                "input, indices, dim=None",
                a -> a.isNone("dim")
                        ? a.tensor("input")
                                .ravel()
                                .takeAlongDim(a.tensor("indices").ravel(), 0)
                        : a.tensor("input").takeAlongDim(a.tensor("indices"), a.integer("dim")));
        table.put(
                "nonzero",
                "input, as_tuple=False",
                a -> a.bool("as_tuple")
                        ? a.tensor("input").atLeast1d().nonzero().unbind(1)
                        : a.tensor("input").nonzero());
        table.unary("argwhere", Tensor::nonzero);
    }

    /** What stands between the brackets in Python: one part, or several. */
    private static Index[] index(@Nullable Object index) {
        return index instanceof List<?> parts
                ? parts.stream().map(IndexingTable::part).toArray(Index[]::new)
                : new Index[] {part(index)};
    }

    private static Index part(@Nullable Object part) {
        return switch (part) {
            case null -> Index.newAxis();
            case Case.Ellipsis _ -> Index.ellipsis();
            case Long at -> Index.at(at.intValue());
            case Tensor tensor -> Index.tensor(tensor);
            case List<?> list ->
                Index.tensor(Tensor.of(list.stream().mapToLong(i -> (Long) i).toArray()));
            case Case.Slice(var start, var stop, var step) ->
                Index.slice(
                        start == null ? 0 : start.intValue(),
                        stop == null ? Index.END : stop.intValue(),
                        step == null ? 1 : step.intValue());
            default -> throw new IllegalArgumentException("not an index: " + part);
        };
    }

    private static void writing(Table table) {
        table.put("scatter", "input, dim, index, src, reduce=None", IndexingTable::scatter);
        table.put("scatter_add", "input, dim, index, src", a -> a.tensor("input")
                .scatterAdd(a.integer("dim"), a.tensor("index"), a.tensor("src")));
        table.put("index_add", "input, dim, index, source, alpha=1", a -> a.tensor("input")
                .indexAdd(a.integer("dim"), a.tensor("index"), a.tensor("source"), a.number("alpha")));
        table.put("index_copy", "input, dim, index, source", a -> a.tensor("input")
                .indexCopy(a.integer("dim"), a.tensor("index"), a.tensor("source")));
        table.put(
                "index_fill",
                "input, dim, index, value",
                a -> a.isTensor("value")
                        ? a.tensor("input").indexFill(a.integer("dim"), a.tensor("index"), a.tensor("value"))
                        : a.tensor("input").indexFill(a.integer("dim"), a.tensor("index"), a.number("value")));
        table.put("index_put", "input, indices, values, accumulate=False", a -> a.tensor("input")
                .indexPut(a.tensor("values"), a.bool("accumulate"), index(a.get("indices"))));
        table.put("put", "input, index, source, accumulate=False", a -> a.tensor("input")
                .put(a.tensor("index"), a.tensor("source"), a.bool("accumulate")));
        table.put("fill", "input, value", a -> a.tensor("input").copy().fill_(a.number("value")));
        table.unary("zero_", x -> x.copy().zero_());
    }

    private static Tensor scatter(Arguments a) {
        if (!a.isNone("reduce")) {
            var source = a.isTensor("src")
                    ? a.tensor("src")
                    : Tensor.full(
                            a.tensor("index").shape(),
                            a.number("src"),
                            a.tensor("input").dtype());
            return a.tensor("input")
                    .scatterReduce(a.integer("dim"), a.tensor("index"), source, fold(a.string("reduce")), true);
        }
        return a.isTensor("src")
                ? a.tensor("input").scatter(a.integer("dim"), a.tensor("index"), a.tensor("src"))
                : a.tensor("input").scatter(a.integer("dim"), a.tensor("index"), a.number("src"));
    }

    private static Fold fold(String name) {
        return switch (name) {
            case "add" -> Fold.SUM;
            case "multiply" -> Fold.PROD;
            default -> Fold.valueOf(name.toUpperCase(Locale.ROOT));
        };
    }

    private static void reducing(Table table) {
        for (var variant : new String[] {"sum", "prod", "mean", "amax", "amin"}) {
            table.put("scatter_reduce__" + variant, "input, dim, index, src, reduce, include_self=True", a -> a.tensor(
                            "input")
                    .scatterReduce(
                            a.integer("dim"),
                            a.tensor("index"),
                            a.tensor("src"),
                            fold(a.string("reduce")),
                            a.bool("include_self")));
        }
        table.put("index_reduce", "input, dim, index, source, reduce, include_self=True", a -> a.tensor("input")
                .indexReduce(
                        a.integer("dim"),
                        a.tensor("index"),
                        a.tensor("source"),
                        fold(a.string("reduce")),
                        a.bool("include_self")));
    }

    private static void masks(Table table) {
        table.put(
                "masked_fill",
                "input, mask, value",
                a -> a.isTensor("value")
                        ? a.tensor("input").maskedFill(a.tensor("mask"), a.tensor("value"))
                        : a.tensor("input").maskedFill(a.tensor("mask"), a.number("value")));
        table.put("masked_select", "input, mask", a -> a.tensor("input").maskedSelect(a.tensor("mask")));
        table.put("masked_scatter", "input, mask, source", a -> a.tensor("input")
                .maskedScatter(a.tensor("mask"), a.tensor("source")));
        // PyTorch's own database calls where with the condition in the second place.
        table.put("where", "input, condition, other", a -> a.tensor("condition")
                .where(a.tensor("input"), a.tensor("other")));
    }

    private static void order(Table table) {
        table.put(
                "sort",
                "input, dim=-1, descending=False, stable=None",
                a -> pair(a.tensor("input").sort(a.integer("dim"), a.bool("descending"))));
        table.put("argsort", "input, dim=-1, descending=False, stable=None", a -> a.tensor("input")
                .argsort(a.integer("dim"), a.bool("descending")));
        table.put(
                "topk",
                "input, k, dim=-1, largest=True, sorted=True",
                a -> pair(a.tensor("input").topk(a.integer("k"), a.integer("dim"), a.bool("largest"))),
                IndexingTable::chosen);
        table.put(
                "kthvalue",
                "input, k, dim=-1, keepdim=False",
                a -> pair(a.tensor("input").kthvalue(a.integer("k"), a.integer("dim"), a.bool("keepdim"))),
                IndexingTable::chosen);
    }

    /** Of equal elements PyTorch may take any: what is compared is which elements the indices name. */
    static @Nullable Object chosen(Arguments a, @Nullable Object result) {
        if (!(result instanceof List<?>)) {
            return result;
        }
        var indices = (Tensor) ((List<?>) result).get(1);
        boolean dropped = indices.dim() < a.tensor("input").dim();
        var places = dropped ? indices.unsqueeze(a.integer("dim")) : indices;
        var named = a.tensor("input").gather(a.integer("dim"), places);
        return List.of(((List<?>) result).get(0), indices.shape().toString(), named);
    }

    private static void search(Table table) {
        table.put("searchsorted", "sorted_sequence, input, out_int32=False, right=False, side=None, sorter=None", a -> {
            boolean right = a.isString("side") ? a.string("side").equals("right") : a.bool("right");
            var sequence = a.isTensor("sorter")
                    ? a.tensor("sorted_sequence").gather(-1, a.tensor("sorter"))
                    : a.tensor("sorted_sequence");
            return index32(a, sequence.searchsorted(a.tensor("input"), right));
        });
        table.put(
                "bucketize",
                "input, boundaries, out_int32=False, right=False",
                a -> index32(a, a.tensor("input").bucketize(a.tensor("boundaries"), a.bool("right"))));
        table.put(
                "bincount",
                "input, weights=None, minlength=0",
                a -> a.isNone("weights")
                        ? a.tensor("input").bincount(a.integer("minlength"))
                        : a.tensor("input").bincount(a.tensor("weights"), a.integer("minlength")));
    }

    private static Tensor index32(Arguments a, Tensor indices) {
        return a.bool("out_int32") ? indices.to(DType.I32) : indices;
    }
}
