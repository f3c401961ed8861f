package io.lanewise.graph;

import static io.lanewise.graph.Pattern.any;
import static io.lanewise.graph.Pattern.hold;
import static io.lanewise.graph.Pattern.map;
import static io.lanewise.graph.Pattern.number;
import static io.lanewise.graph.Pattern.operation;

import io.lanewise.expr.Catalog;
import io.lanewise.expr.Elementwise;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes equal formulas alike, so that the other rules see one form of each: powers with known exponents as squares,
 * roots and reciprocals, single numbers without dimensions, no view of a view where one is enough.
 */
final class Simplification {
    private static final Pattern X = any("x");
    private static final Pattern POWER = map(Catalog.POW, X, number("exponent"));
    private static final Pattern SQUARE = map(Catalog.MUL, X, X);
    private static final Pattern RECIPROCAL = map(Catalog.DIV, number(1), X);
    private static final Pattern SOFTMAX =
            operation(Op.Reshape.class, hold("rows", operation(Op.Softmax.class, operation(Op.Reshape.class, X))));
    private static final List<Pattern> IDENTITIES =
            List.of(map(Catalog.MUL, X, number(1)), map(Catalog.DIV, X, number(1)), map(Catalog.ADD, X, number(0)));

    private Simplification() {}

    static Value simplified(Value.Node node, Site site) {
        return switch (node.op()) {
            case Op.Map _ -> elementwise(node, site);
            case Op.Permute(var axes) -> permuted(node, axes, site);
            case Op.Reshape _ -> ofRows(node, site);
            case Op.Expand _ -> reshaped(node);
            default -> node;
        };
    }

    private static Value elementwise(Value.Node given, Site site) {
        var node = withPlainOperands(given, site);
        var power = Pattern.match(POWER, node);
        if (power != null && power.value("x").shape().equals(node.shape())) {
            return power(node, power.value("x"), power.number("exponent"), site);
        }
        var square = Pattern.match(SQUARE, node);
        if (square != null) {
            return apply(Catalog.SQUARE, square.value("x"), site);
        }
        var reciprocal = Pattern.match(RECIPROCAL, node);
        if (reciprocal != null && reciprocal.value("x").shape().equals(node.shape())) {
            return apply(Catalog.RECIPROCAL, reciprocal.value("x"), site);
        }
        for (var identity : IDENTITIES) {
            var match = Pattern.match(identity, node);
            if (match != null
                    && match.value("x").shape().equals(node.shape())
                    && match.value("x") instanceof Value.Node) {
                return match.value("x");
            }
        }
        return node;
    }

    private static Value power(Value.Node node, Value x, double exponent, Site site) {
        if (exponent == 2) {
            return apply(Catalog.SQUARE, x, site);
        }
        if (exponent == 3) {
            var square = apply(Catalog.SQUARE, x, site);
            return site.make(new Op.Map(Catalog.MUL), x.shape(), x.dtype(), square, x);
        }
        if (exponent == 0.5) {
            return apply(Catalog.SQRT, x, site);
        }
        if (exponent == -0.5) {
            return apply(Catalog.RSQRT, x, site);
        }
        return exponent == -1 ? apply(Catalog.RECIPROCAL, x, site) : node;
    }

    private static Value apply(Elementwise function, Value x, Site site) {
        return site.make(new Op.Map(function), x.shape(), x.dtype(), x);
    }

    /** Elementwise operations broadcast by themselves: operands need neither be expanded nor have dimensions of size 1. */
    private static Value.Node withPlainOperands(Value.Node node, Site site) {
        var operands = new ArrayList<>(node.inputs());
        for (int i = 0; i < operands.size(); i++) {
            var operand = operands.get(i);
            var plain = operand;
            if (operand instanceof Value.Node expanded && expanded.op() instanceof Op.Expand) {
                plain = expanded.inputs().getFirst();
            } else if (operand instanceof Value.Constant && operand.shape().elements() == 1) {
                plain = site.reshaped(operand, Shape.SCALAR);
            }
            operands.set(i, plain);
            if (!broadcast(operands).equals(node.shape())) {
                operands.set(i, operand);
            }
        }
        return site.with(node, operands);
    }

    private static Shape broadcast(List<Value> operands) {
        var shape = Shape.SCALAR;
        for (var operand : operands) {
            shape = Shape.broadcast("graph", shape, operand.shape());
        }
        return shape;
    }

    private static Value permuted(Value.Node node, List<Integer> axes, Site site) {
        if (node.inputs().getFirst() instanceof Value.Node before && before.op() instanceof Op.Permute(var first)) {
            var both = axes.stream().map(first::get).toList();
            return isInOrder(both)
                    ? before.inputs().getFirst()
                    : site.make(new Op.Permute(both), node.shape(), node.dtype(), before.inputs());
        }
        return isInOrder(axes) ? node.inputs().getFirst() : node;
    }

    private static boolean isInOrder(List<Integer> axes) {
        for (int i = 0; i < axes.size(); i++) {
            if (axes.get(i) != i) {
                return false;
            }
        }
        return true;
    }

    /** A softmax sees rows alone, whatever the dimensions before them. */
    private static Value ofRows(Value.Node node, Site site) {
        var match = Pattern.match(SOFTMAX, node);
        boolean same = match != null
                && match.value("x").shape().equals(node.shape())
                && match.value("rows").shape().dim(-1) == node.shape().dim(-1);
        return same && match != null
                ? site.make(new Op.Softmax(), node.shape(), node.dtype(), match.value("x"))
                : reshaped(node);
    }

    /** There and back again is nowhere. */
    private static Value reshaped(Value.Node node) {
        var source = node.inputs().getFirst();
        if (source.shape().equals(node.shape())) {
            return source;
        }
        boolean back = node.op() instanceof Op.Reshape
                && source instanceof Value.Node before
                && before.op() instanceof Op.Reshape
                && before.inputs().getFirst().shape().equals(node.shape());
        return back ? ((Value.Node) source).inputs().getFirst() : node;
    }
}
