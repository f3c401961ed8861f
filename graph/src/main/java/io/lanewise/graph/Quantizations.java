package io.lanewise.graph;

import static io.lanewise.graph.Pattern.any;
import static io.lanewise.graph.Pattern.cast;
import static io.lanewise.graph.Pattern.either;
import static io.lanewise.graph.Pattern.hold;
import static io.lanewise.graph.Pattern.map;
import static io.lanewise.graph.Pattern.number;
import static io.lanewise.graph.Pattern.operation;
import static io.lanewise.graph.Pattern.sum;

import io.lanewise.expr.Catalog;
import io.lanewise.expr.Reduction;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Finds linear maps with weights of bytes whose operand is quantized on the way, by ONNX's {@code DynamicQuantizeLinear},
 * and whose sums are scaled back: one operation instead of a dozen passes.
 */
final class Quantizations {
    private static final Pattern X = any("x");
    private static final Pattern LOW = map(Catalog.MINIMUM, extreme(Reduction.MIN), number(0));
    private static final Pattern HIGH = map(Catalog.MAXIMUM, extreme(Reduction.MAX), number(0));
    private static final Pattern RANGE = map(Catalog.SUB, HIGH, LOW);

    /** The range over 255, or 1 for zeros alone. */
    private static final Pattern SCALE =
            where(map(Catalog.EQ, RANGE, number(0)), number(1), map(Catalog.DIV, RANGE, number(255)));

    private static final Pattern ZERO =
            cast(DType.U8, map(Catalog.ROUND, ofByte(map(Catalog.DIV, map(Catalog.NEG, LOW), SCALE))));
    private static final Pattern QUANTIZED =
            cast(DType.U8, ofByte(sum(map(Catalog.ROUND, map(Catalog.DIV, X, SCALE)), cast(DType.F32, ZERO))));
    private static final Pattern SUMS = cast(DType.F32, reshaped(hold("product", Quantizations::isProduct)));
    private static final Pattern RESULT = map(Catalog.MUL, SUMS, map(Catalog.MUL, SCALE, any("scales")));

    private Quantizations() {}

    private static Pattern extreme(Reduction kind) {
        return (value, match, rest) -> value instanceof Value.Node node
                && node.op() instanceof Op.Reduce(var reduction, var _, var _)
                && reduction == kind
                && node.shape().elements() == 1
                && X.matches(node.inputs().getFirst(), match, rest);
    }

    private static Pattern where(Pattern condition, Pattern whenTrue, Pattern whenFalse) {
        return (value, match, rest) -> value instanceof Value.Node node
                && Pattern.isMap(node, Catalog.WHERE)
                && condition.matches(
                        node.inputs().get(0),
                        match,
                        () -> whenTrue.matches(
                                node.inputs().get(1),
                                match,
                                () -> whenFalse.matches(node.inputs().get(2), match, rest)));
    }

    /** Held between 0 and 255. */
    private static Pattern ofByte(Pattern operand) {
        return (value, match, rest) -> value instanceof Value.Node node
                && node.op() instanceof Op.Map(var function, var params)
                && function.equals(Catalog.CLAMP)
                && params.equals(List.of(0.0, 255.0))
                && operand.matches(node.inputs().getFirst(), match, rest);
    }

    private static Pattern reshaped(Pattern operand) {
        return either(operand, operation(Op.Reshape.class, operand));
    }

    /** The product of quantized rows and weights that do not change. */
    private static boolean isProduct(Value value, Match match, BooleanSupplier rest) {
        return value instanceof Value.Node node
                && node.op() instanceof Op.IntegerMatMul
                && node.inputs().get(1) instanceof Value.Constant(var weights)
                && weights.dim() == 2
                && reshaped(QUANTIZED).matches(node.inputs().get(0), match, () -> reshaped(ZERO)
                        .matches(node.inputs().get(2), match, rest));
    }

    static Value found(Value.Node node, Site site) {
        if (!(node.op() instanceof Op.Map) || node.dtype() != DType.F32) {
            return node;
        }
        var match = Pattern.match(RESULT, node);
        if (match == null) {
            return node;
        }
        var product = (Value.Node) match.value("product");
        var x = match.value("x");
        var weights = product.inputs().get(1);
        var scales = match.value("scales");
        var zeros = product.inputs().get(3);
        int n = node.shape().dim(-1);
        boolean fits = x.shape().rank() > 0
                && node.shape().equals(x.shape().with(-1, n))
                && weights.shape().dim(-1) == n
                && isRow(scales.shape(), n)
                && isRow(zeros.shape(), n);
        return fits
                ? site.make(
                        new Op.DynamicLinear(),
                        node.shape(),
                        DType.F32,
                        x,
                        site.transposed(weights),
                        site.reshaped(scales, Shape.of(scales.shape().elements())),
                        site.reshaped(zeros, Shape.of(zeros.shape().elements())))
                : node;
    }

    /** One number, or one for each column. */
    private static boolean isRow(Shape shape, int n) {
        return shape.elements() == 1 || shape.elements() == n && shape.dim(-1) == n;
    }
}
