package io.lanewise.graph;

import io.lanewise.expr.BinaryOp;
import io.lanewise.expr.Comparison;
import io.lanewise.expr.Dag;
import io.lanewise.expr.Expr;
import io.lanewise.expr.UnaryOp;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts the expressions of a group of nodes together: elementwise functions of one float type, conditions on it, and
 * casts between the two. Bools are conditions; where they are computed with they are the numbers 0 and 1.
 */
final class Joining {
    private static final Expr ZERO = Expr.of(0);
    private static final Expr ONE = Expr.of(1);

    private final Set<Value.Node> group;
    private final DType type;
    private final List<Value> operands = new ArrayList<>();
    private final List<Double> params = new ArrayList<>();
    private final Map<Value, Expr> done = new HashMap<>();

    Joining(Set<Value.Node> group, DType type) {
        this.group = group;
        this.type = type;
    }

    /** What the group takes from outside, by the index of its input. */
    List<Value> operands() {
        return operands;
    }

    List<Double> params() {
        return params;
    }

    /** Whether a node computes with numbers of a type, or decides by them. */
    static boolean computesIn(DType type, Value.Node node) {
        return switch (node.op()) {
            case Op.Map(var function, var _) -> {
                var operand = operandType(node);
                boolean logic = operand == DType.BOOL && node.dtype() == DType.BOOL;
                yield logic || (function.bool() ? operand == type : node.dtype() == type);
            }
            case Op.Cast(DType to) -> {
                var from = node.inputs().getFirst().dtype();
                yield from == DType.BOOL && to == type || from == type && to == DType.BOOL;
            }
            default -> false;
        };
    }

    /** The type of a map's operands, among which a condition is bool whatever the others are. */
    static DType operandType(Value.Node node) {
        return node.inputs().stream()
                .map(Value::dtype)
                .filter(dtype -> dtype != DType.BOOL)
                .findFirst()
                .orElse(DType.BOOL);
    }

    Expr expr(Value value) {
        var known = done.get(value);
        if (known == null) {
            known = value instanceof Value.Node node && group.contains(node) ? inside(node) : outside(value);
            done.put(value, known);
        }
        return known;
    }

    private Expr outside(Value value) {
        if (value instanceof Value.Constant(Tensor tensor) && tensor.dim() == 0 && tensor.dtype() == type) {
            return Expr.of(tensor.item());
        }
        operands.add(value);
        int index = operands.size() - 1;
        return value.dtype() == DType.BOOL ? new Expr.Flag(index) : Expr.input(index);
    }

    private Expr inside(Value.Node node) {
        if (node.op() instanceof Op.Cast(DType to)) {
            var from = expr(node.inputs().getFirst());
            return to == DType.BOOL ? truth(from) : number(from);
        }
        var map = (Op.Map) node.op();
        int shift = params.size();
        params.addAll(map.params());
        var parts = node.inputs().stream().map(this::expr).toList();
        var results = new ArrayList<Expr>();
        for (var part : Dag.of(map.function().expr()).nodes()) {
            results.add(
                    switch (part.expr()) {
                        case Expr.Input(int i) -> parts.get(i);
                        case Expr.Flag(int i) -> parts.get(i);
                        case Expr.Param(int i) -> Expr.param(shift + i);
                        default ->
                            of(
                                    part.expr(),
                                    part.children().stream().map(results::get).toList());
                    });
        }
        var result = results.getLast();
        return node.dtype() == DType.BOOL ? truth(result) : result;
    }

    /** An operation on parts of which some are conditions in place of numbers. */
    private static Expr of(Expr operation, List<Expr> parts) {
        if (operation instanceof Expr.Unary(UnaryOp op, Expr _) && op == UnaryOp.BIT_NOT) {
            return new Expr.Not(truth(parts.getFirst()));
        }
        if (operation instanceof Expr.Binary(BinaryOp op, Expr _, Expr _) && isLogic(op)) {
            return logic(op, truth(parts.get(0)), truth(parts.get(1)));
        }
        if (operation instanceof Expr.Compare(Comparison op, Expr _, Expr _)
                && parts.get(0).isCondition()
                && parts.get(1).equals(ZERO)
                && (op == Comparison.NE || op == Comparison.EQ)) {
            return op == Comparison.NE ? parts.getFirst() : new Expr.Not(parts.getFirst());
        }
        var children = Dag.children(operation);
        var fitting = new ArrayList<Expr>();
        for (int i = 0; i < parts.size(); i++) {
            fitting.add(children.get(i).isCondition() ? truth(parts.get(i)) : number(parts.get(i)));
        }
        return Dag.withChildren(operation, fitting);
    }

    private static boolean isLogic(BinaryOp op) {
        return op == BinaryOp.BIT_AND || op == BinaryOp.BIT_OR || op == BinaryOp.BIT_XOR;
    }

    private static Expr logic(BinaryOp op, Expr a, Expr b) {
        var both = new Expr.Both(a, b);
        return switch (op) {
            case BIT_AND -> both;
            case BIT_OR -> new Expr.Either(a, b);
            default -> new Expr.Both(new Expr.Either(a, b), new Expr.Not(both));
        };
    }

    private static Expr truth(Expr value) {
        return value.isCondition() ? value : new Expr.Compare(Comparison.NE, value, ZERO);
    }

    private static Expr number(Expr value) {
        return value.isCondition() ? new Expr.Select(value, ONE, ZERO) : value;
    }
}
