package io.lanewise.conformance;

import io.lanewise.tensor.Interpolation;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.ValuesAndIndices;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Sums, extremes, statistics, norms, running results, differences. */
final class ReductionTable {
    private static final String AXES = "input, dim=None, keepdim=False, dtype=None";

    private ReductionTable() {}

    static void fill(Table table) {
        sums(table);
        extremes(table);
        statistics(table);
        norms(table);
        running(table);
        differences(table);
    }

    /** The first tensor, converted where a dtype is asked for. */
    static Tensor input(Arguments a) {
        return a.tensor("input").to(a.dtype("dtype", a.tensor("input").dtype()));
    }

    private static void sums(Table table) {
        table.put("sum", AXES, a -> input(a).sum(a.bool("keepdim"), a.ints("dim")));
        table.put("mean", AXES, a -> input(a).mean(a.bool("keepdim"), a.ints("dim")));
        table.put(
                "prod",
                AXES,
                a -> a.isNone("dim") ? input(a).prod() : input(a).prod(a.bool("keepdim"), a.integer("dim")));
        table.put("nansum", AXES, a -> input(a).nansum(a.bool("keepdim"), a.ints("dim")));
        table.put("nanmean", AXES, a -> input(a).nanmean(a.bool("keepdim"), a.ints("dim")));
        table.put("count_nonzero", "input, dim=None", a -> a.tensor("input").countNonzero(a.ints("dim")));
        table.put(
                "all", "input, dim=None, keepdim=False", a -> a.tensor("input").all(a.bool("keepdim"), a.ints("dim")));
        table.put(
                "any", "input, dim=None, keepdim=False", a -> a.tensor("input").any(a.bool("keepdim"), a.ints("dim")));
        table.put("logsumexp", "input, dim, keepdim=False", a -> a.tensor("input")
                .logSumExp(a.bool("keepdim"), a.ints("dim")));
        table.put("sum_to_size", "input, *size", a -> a.tensor("input").sumToSize(MovementTable.shape(a, "size")));
    }

    private static void extremes(Table table) {
        table.put("amax", "input, dim=None, keepdim=False", a -> a.tensor("input")
                .amax(a.bool("keepdim"), a.ints("dim")));
        table.put("amin", "input, dim=None, keepdim=False", a -> a.tensor("input")
                .amin(a.bool("keepdim"), a.ints("dim")));
        table.put(
                "aminmax",
                "input, dim=None, keepdim=False",
                a -> List.of(
                        a.tensor("input").amin(a.bool("keepdim"), a.ints("dim")),
                        a.tensor("input").amax(a.bool("keepdim"), a.ints("dim"))));
        table.put(
                "argmax",
                "input, dim=None, keepdim=False",
                a -> a.isNone("dim")
                        ? a.tensor("input").argmax()
                        : a.tensor("input").argmax(a.integer("dim"), a.bool("keepdim")));
        table.put(
                "argmin",
                "input, dim=None, keepdim=False",
                a -> a.isNone("dim")
                        ? a.tensor("input").argmin()
                        : a.tensor("input").argmin(a.integer("dim"), a.bool("keepdim")));
        table.unary("max__reduction_no_dim", Tensor::amax);
        table.unary("min__reduction_no_dim", Tensor::amin);
        table.put(
                "max__reduction_with_dim",
                "input, dim, keepdim=False",
                a -> pair(a.tensor("input").max(a.integer("dim"), a.bool("keepdim"))));
        table.put(
                "min__reduction_with_dim",
                "input, dim, keepdim=False",
                a -> pair(a.tensor("input").min(a.integer("dim"), a.bool("keepdim"))));
    }

    static List<Tensor> pair(ValuesAndIndices result) {
        return List.of(result.values(), result.indices());
    }

    private static void statistics(Table table) {
        var signature = "input, dim=None, unbiased=True, keepdim=False, correction=None";
        table.put("var", signature, a -> a.tensor("input").var(correction(a), a.bool("keepdim"), axes(a)));
        table.put("std", signature, a -> a.tensor("input").std(correction(a), a.bool("keepdim"), axes(a)));
        table.put(
                "var_mean",
                signature,
                a -> List.of(
                        a.tensor("input").var(correction(a), a.bool("keepdim"), axes(a)),
                        a.tensor("input").mean(a.bool("keepdim"), axes(a))));
        table.put(
                "std_mean",
                signature,
                a -> List.of(
                        a.tensor("input").std(correction(a), a.bool("keepdim"), axes(a)),
                        a.tensor("input").mean(a.bool("keepdim"), axes(a))));
        table.put(
                "median",
                "input, dim=None, keepdim=False",
                a -> a.isNone("dim")
                        ? a.tensor("input").median()
                        : pair(a.tensor("input").median(a.integer("dim"), a.bool("keepdim"))),
                IndexingTable::chosen);
        table.put(
                "nanmedian",
                "input, dim=None, keepdim=False",
                a -> a.isNone("dim")
                        ? a.tensor("input").nanmedian()
                        : pair(a.tensor("input").nanmedian(a.integer("dim"), a.bool("keepdim"))),
                IndexingTable::chosen);
        table.put(
                "mode",
                "input, dim=-1, keepdim=False",
                a -> pair(a.tensor("input").mode(a.integer("dim"), a.bool("keepdim"))),
                IndexingTable::chosen);
        var quantiles = "input, q, dim=None, keepdim=False, interpolation='linear'";
        table.put(
                "quantile",
                quantiles,
                a -> a.isTensor("q") && a.tensor("q").dim() == 1
                        ? along(a).quantile(a.tensor("q").toDoubleArray(), axis(a), a.bool("keepdim"), between(a))
                        : along(a).quantile(a.number("q"), axis(a), a.bool("keepdim"), between(a)));
        table.put(
                "nanquantile",
                quantiles,
                a -> a.isTensor("q") && a.tensor("q").dim() == 1
                        ? along(a).nanquantile(a.tensor("q").toDoubleArray(), axis(a), a.bool("keepdim"), between(a))
                        : along(a).nanquantile(a.number("q"), axis(a), a.bool("keepdim"), between(a)));
        table.put("cov", "input, correction=1, fweights=None, aweights=None", a -> a.tensor("input")
                .cov(a.number("correction"), a.tensorOrNull("fweights"), a.tensorOrNull("aweights")));
        table.unary("corrcoef", Tensor::corrcoef);
    }

    /** The second argument of var and its kin is the axes, or whether the result is unbiased. */
    private static double correction(Arguments a) {
        boolean unbiased = a.isBool("dim") ? a.bool("dim") : a.bool("unbiased");
        return a.number("correction", unbiased ? 1 : 0);
    }

    private static int[] axes(Arguments a) {
        return a.isBool("dim") ? new int[0] : a.ints("dim");
    }

    private static Tensor along(Arguments a) {
        return a.isNone("dim") ? a.tensor("input").ravel() : a.tensor("input");
    }

    private static int axis(Arguments a) {
        return a.isNone("dim") ? 0 : a.integer("dim");
    }

    private static Interpolation between(Arguments a) {
        return Interpolation.valueOf(a.string("interpolation").toUpperCase(Locale.ROOT));
    }

    private static void norms(Table table) {
        table.put("norm", "input, p=2, dim=None, keepdim=False, dtype=None", a -> input(a).norm(
                        a.number("p"), a.bool("keepdim"), a.ints("dim")));
        table.put("norm__inf", "input, p=2, dim=None, keepdim=False", a -> a.tensor("input")
                .norm(a.number("p"), a.bool("keepdim"), a.ints("dim")));
        table.put("norm__fro", "input, p='fro', dim=None, keepdim=False", a -> a.tensor("input")
                .norm(a.bool("keepdim"), a.ints("dim")));
        table.put("linalg.vector_norm", "input, ord=2, dim=None, keepdim=False, dtype=None", a -> input(a).norm(
                        a.number("ord"), a.bool("keepdim"), a.ints("dim")));
        table.put("dist", "input, other, p=2", a -> a.tensor("input").dist(a.tensor("other"), a.number("p")));
        table.put(
                "cdist", "x1, x2, p=2.0, compute_mode=None", a -> a.tensor("x1").cdist(a.tensor("x2"), a.number("p")));
        table.put("nn.functional.pdist", "input, p=2", a -> a.tensor("input").pdist(a.number("p")));
        table.put("renorm", "input, p, dim, maxnorm", a -> a.tensor("input")
                .renorm(a.number("p"), a.integer("dim"), a.number("maxnorm")));
    }

    private static void running(Table table) {
        table.put("cumsum", "input, dim, dtype=None", a -> input(a).cumsum(a.integer("dim")));
        table.put("cumprod", "input, dim, dtype=None", a -> input(a).cumprod(a.integer("dim")));
        table.put("cummax", "input, dim", a -> pair(a.tensor("input").cummax(a.integer("dim"))));
        table.put("cummin", "input, dim", a -> pair(a.tensor("input").cummin(a.integer("dim"))));
        table.put("logcumsumexp", "input, dim", a -> a.tensor("input").logCumSumExp(a.integer("dim")));
    }

    private static void differences(Table table) {
        table.put("diff", "input, n=1, dim=-1, prepend=None, append=None", a -> a.tensor("input")
                .diff(a.integer("n"), a.integer("dim"), a.tensorOrNull("prepend"), a.tensorOrNull("append")));
        for (var name : new String[] {"trapezoid", "trapz"}) {
            table.put(
                    name,
                    "y, x=None, dx=1, dim=-1",
                    a -> a.isTensor("x")
                            ? a.tensor("y").trapezoid(a.tensor("x"), a.integer("dim"))
                            : a.tensor("y").trapezoid(a.number("dx"), a.integer("dim")));
        }
        table.put(
                "cumulative_trapezoid",
                "y, x=None, dx=1, dim=-1",
                a -> a.isTensor("x")
                        ? a.tensor("y").cumulativeTrapezoid(a.tensor("x"), a.integer("dim"))
                        : a.tensor("y").cumulativeTrapezoid(a.number("dx"), a.integer("dim")));
        table.put("gradient", "input, spacing=None, dim=None, edge_order=1", ReductionTable::gradients);
    }

    /** One spacing for all axes, or one for each: a number, or the places. */
    private static List<Tensor> gradients(Arguments a) {
        var y = a.tensor("input");
        var axes = a.isNone("dim") ? IntStream.range(0, y.dim()).toArray() : a.ints("dim");
        var gradients = new ArrayList<Tensor>();
        for (int i = 0; i < axes.length; i++) {
            var spacing = a.isNone("spacing")
                    ? 1.0
                    : a.isList("spacing") ? a.list("spacing").get(i) : a.get("spacing");
            gradients.add(
                    spacing instanceof Tensor places
                            ? y.gradient(places, axes[i], a.integer("edge_order"))
                            : y.gradient(((Number) spacing).doubleValue(), axes[i], a.integer("edge_order")));
        }
        return gradients;
    }
}
