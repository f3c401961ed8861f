package io.lanewise.graph;

import static io.lanewise.graph.Pattern.any;
import static io.lanewise.graph.Pattern.map;
import static io.lanewise.graph.Pattern.number;
import static io.lanewise.graph.Pattern.product;
import static io.lanewise.graph.Pattern.sum;

import io.lanewise.expr.Catalog;
import io.lanewise.expr.Elementwise;
import io.lanewise.tensor.Op;
import java.util.LinkedHashMap;
import java.util.Map;

/** Finds activations that are written out, which the catalog has as functions of their own. */
final class Activations {
    private static final Pattern X = any("x");

    private static final Map<Pattern, Elementwise> FORMULAS = new LinkedHashMap<>();

    static {
        // Hendrycks and Gimpel, Gaussian Error Linear Units, 2016: the exact form, and the one by tanh.
        FORMULAS.put(product(0.5, X, sum(number(1), map(Catalog.ERF, product(Math.sqrt(0.5), X)))), Catalog.GELU);
        var cubic = sum(X, product(0.044715, X, X, X));
        FORMULAS.put(
                product(0.5, X, sum(number(1), map(Catalog.TANH, product(Math.sqrt(2 / Math.PI), cubic)))),
                Catalog.GELU_TANH);
        var factored = sum(number(1), product(0.044715, X, X));
        FORMULAS.put(
                product(0.5, X, sum(number(1), map(Catalog.TANH, product(Math.sqrt(2 / Math.PI), X, factored)))),
                Catalog.GELU_TANH);
        FORMULAS.put(product(1, X, map(Catalog.SIGMOID, X)), Catalog.SILU);
    }

    private Activations() {}

    static Value found(Value.Node node, Site site) {
        if (!(node.op() instanceof Op.Map) || !node.dtype().isFloat()) {
            return node;
        }
        for (var formula : FORMULAS.entrySet()) {
            var match = Pattern.match(formula.getKey(), node);
            if (match != null && match.value("x").shape().equals(node.shape())) {
                return site.make(new Op.Map(formula.getValue()), node.shape(), node.dtype(), match.value("x"));
            }
        }
        return node;
    }
}
