package io.lanewise.onnx.export;

import io.lanewise.expr.Catalog;
import io.lanewise.expr.Reduction;
import io.lanewise.graph.Value;
import io.lanewise.tensor.Op;

/**
 * Means, which are captured as a sum divided by the number of its terms. Written as means they are right for any number,
 * which the constant would not be where an axis may change.
 */
final class Means {
    private Means() {}

    /** Whether this is a mean, in each of the graphs. */
    static boolean isMean(Family family, Value.Node node) {
        return isMean(node) && family.grown(node).stream().allMatch(value -> isMean((Value.Node) value));
    }

    private static boolean isMean(Value.Node node) {
        return node.op() instanceof Op.Map map
                && map.function().equals(Catalog.DIV)
                && node.inputs().getFirst() instanceof Value.Node sum
                && sum.op() instanceof Op.Reduce reduce
                && reduce.kind() == Reduction.SUM
                && node.inputs().get(1) instanceof Value.Constant(var count)
                && count.elements() == 1
                && count.dim() == 0
                && count.toDoubleArray()[0] == terms(sum, reduce);
    }

    private static double terms(Value.Node sum, Op.Reduce reduce) {
        var shape = sum.inputs().getFirst().shape();
        return reduce.axes().stream().mapToDouble(shape::dim).reduce(1, (a, b) -> a * b);
    }

    /** What the mean is taken of. */
    static Value of(Value.Node mean) {
        return sum(mean).inputs().getFirst();
    }

    private static Value.Node sum(Value.Node mean) {
        return (Value.Node) mean.inputs().getFirst();
    }

    static String write(Nodes nodes, Value.Node mean, String x) {
        var reduce = (Op.Reduce) sum(mean).op();
        return Rows.over(nodes, "ReduceMean", reduce, x);
    }
}
