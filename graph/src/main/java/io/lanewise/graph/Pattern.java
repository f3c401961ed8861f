package io.lanewise.graph;

import io.lanewise.expr.Catalog;
import io.lanewise.expr.Elementwise;
import io.lanewise.expr.Reduction;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;

/**
 * What a part of a graph looks like: a formula with holes. All ways to lay it on the graph are tried, since a sum or a
 * product may be written in any order: a pattern asks whether the rest of the formula fits, before it settles on one.
 */
@FunctionalInterface
interface Pattern {
    /** Whether a value looks like this and the rest fits as well; what the holes hold is in the match then. */
    boolean matches(Value value, Match match, BooleanSupplier rest);

    /** The holes that a formula leaves, if a value looks like it; else null. */
    static @Nullable Match match(Pattern pattern, Value value) {
        var match = new Match();
        return pattern.matches(value, match, () -> true) ? match : null;
    }

    /** Any value, the same one wherever the name stands. */
    static Pattern any(String name) {
        return (value, match, rest) -> match.bind(name, value, rest);
    }

    /** A value that looks like a pattern, held under a name. */
    static Pattern hold(String name, Pattern pattern) {
        return (value, match, rest) -> pattern.matches(value, match, () -> match.bind(name, value, rest));
    }

    /** A single number that is known, whatever it is. */
    static Pattern number(String name) {
        return (value, match, rest) -> numberOf(value).isPresent() && match.bind(name, value, rest);
    }

    /** This number, as rounded to its type. */
    static Pattern number(double expected) {
        return (value, _, rest) -> {
            var number = numberOf(value);
            return number.isPresent() && isClose(number.getAsDouble(), expected) && rest.getAsBoolean();
        };
    }

    /** A function of one operand. */
    static Pattern map(Elementwise function, Pattern operand) {
        return (value, match, rest) -> value instanceof Value.Node node
                && isMap(node, function)
                && operand.matches(node.inputs().getFirst(), match, rest);
    }

    /** A function of two operands; of a sum or a product in any order. */
    static Pattern map(Elementwise function, Pattern first, Pattern second) {
        boolean commutes = function.equals(Catalog.ADD) || function.equals(Catalog.MUL);
        return (value, match, rest) -> value instanceof Value.Node node
                && isMap(node, function)
                && (both(node, 0, first, second, match, rest) || commutes && both(node, 1, first, second, match, rest));
    }

    private static boolean both(
            Value.Node node, int at, Pattern first, Pattern second, Match match, BooleanSupplier rest) {
        return first.matches(
                node.inputs().get(at), match, () -> second.matches(node.inputs().get(1 - at), match, rest));
    }

    /** The same values in another element type. */
    static Pattern cast(DType dtype, Pattern operand) {
        return (value, match, rest) -> value instanceof Value.Node node
                && node.op() instanceof Op.Cast(var to)
                && to == dtype
                && operand.matches(node.inputs().getFirst(), match, rest);
    }

    static Pattern sum(Pattern first, Pattern second) {
        return map(Catalog.ADD, first, second);
    }

    /** Any operation of a kind, of one operand that is asked for and others that are not. */
    static Pattern operation(Class<? extends Op> kind, Pattern operand) {
        return (value, match, rest) -> value instanceof Value.Node node
                && kind.isInstance(node.op())
                && operand.matches(node.inputs().getFirst(), match, rest);
    }

    /** A reduction along the last axis, which stays with size 1. */
    static Pattern alongLast(Reduction kind, Pattern operand) {
        return (value, match, rest) -> value instanceof Value.Node node
                && node.op() instanceof Op.Reduce(var reduction, var axes, boolean keep)
                && reduction == kind
                && keep
                && axes.equals(List.of(node.shape().rank() - 1))
                && operand.matches(node.inputs().getFirst(), match, rest);
    }

    /** The mean along the last axis, which stays with size 1. */
    static Pattern meanAlongLast(Pattern operand) {
        return meanOf(alongLast(Reduction.SUM, operand));
    }

    /** The mean of the squares along the last axis. */
    static Pattern meanOfSquares(Pattern operand) {
        return either(meanAlongLast(map(Catalog.SQUARE, operand)), meanOf(alongLast(Reduction.SUM_SQUARES, operand)));
    }

    private static Pattern meanOf(Pattern sum) {
        return (value, match, rest) -> value instanceof Value.Node node
                && isMap(node, Catalog.DIV)
                && node.inputs().getFirst() instanceof Value.Node reduced
                && numberOf(node.inputs().get(1)).stream()
                        .anyMatch(count ->
                                count == reduced.inputs().getFirst().shape().dim(-1))
                && sum.matches(reduced, match, rest);
    }

    /** One of two forms of the same. */
    static Pattern either(Pattern one, Pattern other) {
        return (value, match, rest) -> one.matches(value, match, rest) || other.matches(value, match, rest);
    }

    /** The product of a number and factors, in any order; factors may repeat, and the number may come in parts. */
    static Pattern product(double coefficient, Pattern... factors) {
        return (value, match, rest) -> factored(
                value, Arrays.asList(factors), 1, match, found -> isClose(found, coefficient) && rest.getAsBoolean());
    }

    /** {@link #product(double, Pattern...)} of any number, which is held under a name. */
    static Pattern product(String coefficient, Pattern... factors) {
        return (value, match, rest) -> factored(value, Arrays.asList(factors), 1, match, found -> {
            var constant = new Value.Constant(Tensor.scalar(found, DType.F64));
            return match.bind(coefficient, constant, rest);
        });
    }

    private static boolean factored(
            Value value, List<Pattern> factors, double coefficient, Match match, DoublePredicate rest) {
        boolean parts = value instanceof Value.Node node && factoredParts(node, factors, coefficient, match, rest);
        return parts || factors.size() == 1 && factors.getFirst().matches(value, match, () -> rest.test(coefficient));
    }

    private static boolean factoredParts(
            Value.Node node, List<Pattern> factors, double coefficient, Match match, DoublePredicate rest) {
        if (isMap(node, Catalog.SQUARE)) {
            var base = node.inputs().getFirst();
            return split(base, base, factors, coefficient, match, rest);
        }
        boolean quotient = isMap(node, Catalog.DIV);
        if (!quotient && !isMap(node, Catalog.MUL)) {
            return false;
        }
        var first = node.inputs().getFirst();
        var second = node.inputs().get(1);
        var divisor = numberOf(second);
        if (divisor.isPresent()) {
            double factor = quotient ? 1 / divisor.getAsDouble() : divisor.getAsDouble();
            return factored(first, factors, coefficient * factor, match, rest);
        }
        var leading = numberOf(first);
        if (leading.isPresent()) {
            return !quotient && factored(second, factors, coefficient * leading.getAsDouble(), match, rest);
        }
        return !quotient && split(first, second, factors, coefficient, match, rest);
    }

    /** Tries to find some of the factors in one operand and the others in the other one. */
    private static boolean split(
            Value one, Value other, List<Pattern> factors, double coefficient, Match match, DoublePredicate rest) {
        for (int taken = 1; taken < (1 << factors.size()) - 1; taken++) {
            var here = new ArrayList<Pattern>();
            var there = new ArrayList<Pattern>();
            for (int i = 0; i < factors.size(); i++) {
                ((taken >> i & 1) == 1 ? here : there).add(factors.get(i));
            }
            if (factored(one, here, coefficient, match, found -> factored(other, there, found, match, rest))) {
                return true;
            }
        }
        return false;
    }

    /** The number that a value is. */
    static OptionalDouble numberOf(Value value) {
        return value instanceof Value.Constant(Tensor tensor)
                        && tensor.elements() == 1
                        && tensor.dtype().isFloat()
                ? OptionalDouble.of(tensor.toDoubleArray()[0])
                : OptionalDouble.empty();
    }

    static boolean isMap(Value.Node node, Elementwise function) {
        return node.op() instanceof Op.Map(var applied, var _) && applied.equals(function);
    }

    /** Whether a number is another one, or what rounding to f32 and exporters with six digits make of it. */
    private static boolean isClose(double found, double expected) {
        return Math.abs(found - expected) <= 1e-5 * Math.abs(expected);
    }
}
