package io.lanewise.graph;

import static io.lanewise.graph.Pattern.any;
import static io.lanewise.graph.Pattern.either;
import static io.lanewise.graph.Pattern.map;
import static io.lanewise.graph.Pattern.product;

import io.lanewise.expr.Catalog;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds {@code softmax(scale·q·kᵀ + mask)·v}, which has an operation that never stores the scores. The scale may stand
 * anywhere; masked keys may also be chosen by {@code where}.
 */
final class Attentions {
    /** What a score becomes that is not to count; as an addend it swallows every score that a network has. */
    private static final double LOW = -1e30;

    private static final Pattern SCORES =
            product("outer", matmul(product("left", any("q")), product("right", any("k"))));
    private static final Pattern MASKED = map(Catalog.ADD, SCORES, any("mask"));
    private static final Pattern CHOSEN = either(where(true), where(false));
    private static final Pattern ATTENTION = matmul(softmax(either(SCORES, either(MASKED, CHOSEN))), any("v"));

    private Attentions() {}

    private static Pattern matmul(Pattern left, Pattern right) {
        return (value, match, rest) -> value instanceof Value.Node node
                && node.op() instanceof Op.MatMul
                && node.shape().rank() > 2
                && left.matches(
                        node.inputs().get(0),
                        match,
                        () -> right.matches(node.inputs().get(1), match, rest));
    }

    private static Pattern softmax(Pattern scores) {
        return Pattern.operation(Op.Softmax.class, scores);
    }

    /** Scores where a condition is {@code seen}, and a low number where it is not. */
    private static Pattern where(boolean seen) {
        return (value, match, rest) -> value instanceof Value.Node node
                && Pattern.isMap(node, Catalog.WHERE)
                && any("condition")
                        .matches(
                                node.inputs().getFirst(),
                                match,
                                () -> isLow(node.inputs().get(seen ? 2 : 1))
                                        && SCORES.matches(node.inputs().get(seen ? 1 : 2), match, () -> any(seen
                                                        ? "whenHidden"
                                                        : "whenShown")
                                                .matches(node.inputs().get(seen ? 2 : 1), match, rest)));
    }

    private static boolean isLow(Value value) {
        var number = Pattern.numberOf(value);
        return number.isPresent() && number.getAsDouble() <= LOW;
    }

    static Value found(Value.Node node, Site site) {
        if (!(node.op() instanceof Op.MatMul)) {
            return node;
        }
        var match = Pattern.match(ATTENTION, node);
        return match == null || !fits(match) ? node : attention(node, match, site);
    }

    private static boolean fits(Match match) {
        var q = match.value("q").shape();
        var k = match.value("k").shape();
        var v = match.value("v").shape();
        int rank = q.rank();
        return k.rank() == rank
                && v.rank() == rank
                && q.slice(0, rank - 2).equals(k.slice(0, rank - 2))
                && q.slice(0, rank - 2).equals(v.slice(0, rank - 2))
                && match.value("q").dtype().isFloat();
    }

    private static Value attention(Value.Node node, Match match, Site site) {
        var q = match.value("q");
        double scale = match.number("outer") * match.number("left") * match.number("right");
        var operands = new ArrayList<>(List.of(q, site.transposed(match.value("k")), match.value("v")));
        var scores = q.shape().with(-1, match.value("k").shape().dim(-1));
        if (match.has("mask")) {
            operands.add(site.expanded(match.value("mask"), scores));
        } else if (match.has("condition")) {
            operands.add(site.expanded(mask(match, site), scores));
        }
        return site.make(new Op.Attention(scale, false, false), node.shape(), node.dtype(), operands);
    }

    /** What is to be added for a condition: the low number where a key is hidden, 0 elsewhere. */
    private static Value mask(Match match, Site site) {
        var condition = match.value("condition");
        boolean seen = match.has("whenHidden");
        var low = site.reshaped(match.value(seen ? "whenHidden" : "whenShown"), Shape.SCALAR);
        var zero = new Value.Constant(Tensor.scalar(0, low.dtype()));
        return seen
                ? site.make(new Op.Map(Catalog.WHERE), condition.shape(), low.dtype(), condition, zero, low)
                : site.make(new Op.Map(Catalog.WHERE), condition.shape(), low.dtype(), condition, low, zero);
    }
}
