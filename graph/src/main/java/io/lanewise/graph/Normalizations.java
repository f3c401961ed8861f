package io.lanewise.graph;

import static io.lanewise.graph.Pattern.alongLast;
import static io.lanewise.graph.Pattern.any;
import static io.lanewise.graph.Pattern.either;
import static io.lanewise.graph.Pattern.hold;
import static io.lanewise.graph.Pattern.map;
import static io.lanewise.graph.Pattern.meanAlongLast;
import static io.lanewise.graph.Pattern.meanOfSquares;
import static io.lanewise.graph.Pattern.number;
import static io.lanewise.graph.Pattern.operation;
import static io.lanewise.graph.Pattern.sum;

import io.lanewise.expr.Catalog;
import io.lanewise.expr.Reduction;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds normalizations of rows: layer norm, RMS norm and softmax that are written out, with their scale and shift. */
final class Normalizations {
    private static final Pattern X = any("x");
    private static final Pattern CENTERED = map(Catalog.SUB, X, meanAlongLast(X));
    private static final Pattern LAYER_NORM = byRootOf(CENTERED);
    private static final Pattern RMS_NORM = byRootOf(X);
    private static final Pattern NORMALIZED = operation(Op.Normalize.class, any("source"));
    private static final Pattern SCALED = map(Catalog.MUL, hold("normalized", NORMALIZED), any("weight"));
    private static final Pattern SHIFTED = map(Catalog.ADD, hold("normalized", NORMALIZED), any("weight"));
    private static final Pattern POWERS = map(Catalog.EXP, map(Catalog.SUB, X, alongLast(Reduction.MAX, X)));
    private static final Pattern SOFTMAX = map(Catalog.DIV, POWERS, alongLast(Reduction.SUM, POWERS));

    private Normalizations() {}

    /** A value divided by √(mean of its squares + eps). */
    private static Pattern byRootOf(Pattern value) {
        var variance = sum(meanOfSquares(value), number("eps"));
        var root = map(Catalog.SQRT, variance);
        return either(
                map(Catalog.DIV, value, root),
                map(Catalog.MUL, value, either(map(Catalog.RSQRT, variance), map(Catalog.RECIPROCAL, root))));
    }

    static Value found(Value.Node node, Site site) {
        if (!(node.op() instanceof Op.Map)
                || !node.dtype().isFloat()
                || node.shape().rank() == 0) {
            return node;
        }
        var centered = Pattern.match(LAYER_NORM, node);
        if (centered != null) {
            return normalized(node, centered, true, site);
        }
        var uncentered = Pattern.match(RMS_NORM, node);
        if (uncentered != null) {
            return normalized(node, uncentered, false, site);
        }
        var softmax = Pattern.match(SOFTMAX, node);
        if (softmax != null) {
            return site.make(new Op.Softmax(), node.shape(), node.dtype(), softmax.value("x"));
        }
        var scaled = joined(node, Pattern.match(SCALED, node), 1, site);
        return scaled == null ? shifted(node, site) : scaled;
    }

    private static Value normalized(Value.Node node, Match match, boolean centered, Site site) {
        var op = new Op.Normalize(match.number("eps"), centered);
        return site.make(op, node.shape(), node.dtype(), match.value("x"));
    }

    private static Value shifted(Value.Node node, Site site) {
        var match = Pattern.match(SHIFTED, node);
        if (match == null || !((Op.Normalize) op(match)).centered()) {
            return node;
        }
        var shifted = joined(node, match, 2, site);
        return shifted == null ? node : shifted;
    }

    private static Op op(Match match) {
        return ((Value.Node) match.value("normalized")).op();
    }

    /** The normalization with an operand more, if it has so many now and the new one is a row. */
    private static @Nullable Value joined(Value.Node node, @Nullable Match match, int operands, Site site) {
        if (match == null) {
            return null;
        }
        var normalized = (Value.Node) match.value("normalized");
        var weight = match.value("weight");
        int n = node.shape().dim(-1);
        boolean fits = normalized.inputs().size() == operands
                && normalized.shape().equals(node.shape())
                && weight.shape().elements() == n
                && weight.shape().rank() > 0
                && weight.shape().dim(-1) == n
                && site.isUsedOnce(normalized);
        if (!fits) {
            return null;
        }
        List<Value> inputs = new ArrayList<>(normalized.inputs());
        inputs.add(site.reshaped(weight, Shape.of(n)));
        return site.make(normalized.op(), node.shape(), node.dtype(), inputs);
    }
}
