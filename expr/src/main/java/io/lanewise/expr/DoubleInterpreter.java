package io.lanewise.expr;

import java.util.List;

/** The walk that all interpreters of floating-point numbers share; what they differ in is each operation. */
abstract class DoubleInterpreter implements Interpreter {
    private final Dag dag;
    private final double[] values;

    DoubleInterpreter(Expr expr) {
        this.dag = Dag.of(expr);
        this.values = new double[dag.size()];
    }

    /** A constant or an attribute, as a number of the type. */
    abstract double number(double value);

    abstract double unary(UnaryOp op, double x);

    abstract double binary(BinaryOp op, double a, double b);

    abstract double fma(double a, double b, double c);

    @Override
    public double apply(double[] operands, double... params) {
        for (int i = 0; i < values.length; i++) {
            values[i] = evaluate(dag.nodes().get(i), operands, params);
        }
        return values[values.length - 1];
    }

    private double evaluate(Dag.Node node, double[] operands, double[] params) {
        List<Integer> parts = node.children();
        return switch (node.expr()) {
            case Expr.Input i -> operands[i.index()];
            case Expr.Flag i -> operands[i.index()] != 0 ? 1 : 0;
            case Expr.Param i -> number(params[i.index()]);
            case Expr.Output o -> throw new IllegalArgumentException("a derivative's output must be an operand");
            case Expr.Const c -> number(c.value());
            case Expr.Unary u -> unary(u.op(), value(parts, 0));
            case Expr.Binary b -> binary(b.op(), value(parts, 0), value(parts, 1));
            case Expr.Fma f -> fma(value(parts, 0), value(parts, 1), value(parts, 2));
            case Expr.Select s -> value(parts, value(parts, 0) != 0 ? 1 : 2);
            case Expr.Compare c -> c.op().holds(value(parts, 0), value(parts, 1)) ? 1 : 0;
            case Expr.Both b -> value(parts, 0) * value(parts, 1);
            case Expr.Either e -> Math.max(value(parts, 0), value(parts, 1));
            case Expr.Not n -> 1 - value(parts, 0);
        };
    }

    private double value(List<Integer> parts, int part) {
        return values[parts.get(part)];
    }

    static IllegalArgumentException unknown(Object op, ElementType type) {
        return new IllegalArgumentException(op + " is not an operation of lowered expressions of " + type);
    }
}
