package io.lanewise.graph;

import static io.lanewise.graph.Pattern.any;
import static io.lanewise.graph.Pattern.either;
import static io.lanewise.graph.Pattern.operation;
import static io.lanewise.graph.Pattern.sum;

import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import java.util.ArrayList;

/**
 * Finds products with weights that do not change, which are linear maps: these take any leading dimensions, a bias and
 * an activation, and read their weights as panels that were packed once.
 */
final class Linears {
    private static final Pattern WITH_BIAS =
            sum(either(operation(Op.Linear.class, any("x")), operation(Op.DynamicLinear.class, any("x"))), any("bias"));

    private Linears() {}

    static Value found(Value.Node node, Site site) {
        return switch (node.op()) {
            case Op.MatMul() -> linear(node, site);
            case Op.Reshape(Shape shape) -> ofRows(node, shape, site);
            case Op.Map _ -> biased(node, site);
            default -> node;
        };
    }

    private static Value linear(Value.Node node, Site site) {
        var x = node.inputs().get(0);
        var w = node.inputs().get(1);
        boolean weights = w instanceof Value.Constant
                && w.shape().rank() == 2
                && node.dtype().isFloat();
        return weights ? site.make(new Op.Linear(), node.shape(), node.dtype(), x, site.transposed(w)) : node;
    }

    /** The rows of a linear map's result under other leading dimensions: those of its operand, if it had them before. */
    private static Value ofRows(Value.Node node, Shape shape, Site site) {
        boolean rows = node.inputs().getFirst() instanceof Value.Node made
                && made.op() instanceof Op.Linear
                && site.isUsedOnce(made)
                && made.shape().rank() == 2
                && shape.rank() > 0
                && shape.dim(-1) == made.shape().dim(-1);
        if (!rows) {
            return node;
        }
        var linear = (Value.Node) node.inputs().getFirst();
        var x = linear.inputs().getFirst();
        var wanted = shape.with(-1, x.shape().dim(-1));
        var before = x instanceof Value.Node flat && flat.op() instanceof Op.Reshape
                ? flat.inputs().getFirst()
                : x;
        var operands = new ArrayList<>(linear.inputs());
        operands.set(0, before.shape().equals(wanted) ? before : site.reshaped(x, wanted));
        return site.make(linear.op(), shape, node.dtype(), operands);
    }

    private static Value biased(Value.Node node, Site site) {
        var match = Pattern.match(WITH_BIAS, node);
        if (match == null) {
            return node;
        }
        var first = node.inputs().getFirst();
        var bias = match.value("bias");
        var linear = (Value.Node) (first.equals(bias) ? node.inputs().get(1) : first);
        int n = node.shape().dim(-1);
        int without = linear.op() instanceof Op.Linear ? 2 : 4;
        boolean fits = linear.inputs().size() == without
                && linear.shape().equals(node.shape())
                && bias.shape().elements() == n
                && bias.shape().rank() > 0
                && bias.shape().dim(-1) == n
                && site.isUsedOnce(linear);
        if (!fits) {
            return node;
        }
        var operands = new ArrayList<>(linear.inputs());
        operands.add(site.reshaped(bias, Shape.of(n)));
        return site.make(linear.op(), node.shape(), node.dtype(), operands);
    }
}
