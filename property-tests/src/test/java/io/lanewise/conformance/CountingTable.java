package io.lanewise.conformance;

import io.lanewise.tensor.Histograms;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.UniqueElements;
import java.util.ArrayList;
import java.util.List;

/** Sets and histograms. */
final class CountingTable {
    private CountingTable() {}

    static void fill(Table table) {
        table.put(
                "isin",
                "elements, test_elements, assume_unique=False, invert=False",
                a -> a.bool("invert")
                        ? a.tensor("elements").isIn(a.tensor("test_elements")).logicalNot()
                        : a.tensor("elements").isIn(a.tensor("test_elements")));
        table.put(
                "unique",
                "input, sorted=True, return_inverse=False, return_counts=False, dim=None",
                a -> asked(
                        a,
                        a.isNone("dim")
                                ? a.tensor("input").unique()
                                : a.tensor("input").unique(a.integer("dim"))));
        table.put(
                "unique_consecutive",
                "input, return_inverse=False, return_counts=False, dim=None",
                a -> asked(
                        a,
                        a.isNone("dim")
                                ? a.tensor("input").uniqueConsecutive()
                                : a.tensor("input").uniqueConsecutive(a.integer("dim"))));
        histograms(table);
    }

    private static Object asked(Arguments a, UniqueElements unique) {
        var results = new ArrayList<Tensor>();
        results.add(unique.values());
        if (a.bool("return_inverse")) {
            results.add(unique.inverse());
        }
        if (a.bool("return_counts")) {
            results.add(unique.counts());
        }
        return results.size() == 1 ? unique.values() : results;
    }

    private static void histograms(Table table) {
        table.put(
                "histc",
                "input, bins=100, min=0, max=0",
                a -> Histograms.histc(a.tensor("input"), a.integer("bins"), a.number("min"), a.number("max")));
        table.put("histogram", "input, bins, weight=None, density=False", a -> {
            var x = a.tensor("input");
            var edges = a.isTensor("bins") ? a.tensor("bins") : Histograms.edges(x, a.integer("bins"));
            var histogram = Histograms.of(x, edges, a.tensorOrNull("weight"), a.bool("density"));
            return List.of(histogram.counts(), histogram.edges().getFirst());
        });
        table.put("histogramdd", "input, bins, weight=None, density=False", a -> {
            var x = a.tensor("input");
            var edges = a.list("bins").getFirst() instanceof Tensor
                    ? a.tensors("bins")
                    : Histograms.edges(x, a.ints("bins"));
            var histogram = Histograms.of(x, edges, a.tensorOrNull("weight"), a.bool("density"));
            return List.of(histogram.counts(), histogram.edges());
        });
    }
}
