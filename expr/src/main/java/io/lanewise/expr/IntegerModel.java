package io.lanewise.expr;

import java.util.List;

/** Lowered integer expressions: Java's long arithmetic for i64, int arithmetic for the rest, the result cut to the type. */
final class IntegerModel implements Interpreter {
    private final Dag dag;
    private final ElementType type;
    private final long[] values;

    IntegerModel(Expr lowered, ElementType type) {
        this.dag = Dag.of(lowered);
        this.type = type;
        this.values = new long[dag.size()];
    }

    @Override
    public double apply(double[] operands, double... params) {
        long[] integers = new long[operands.length];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = (long) operands[i];
        }
        return applyToIntegers(integers, params);
    }

    @Override
    public long applyToIntegers(long[] operands, double... params) {
        for (int i = 0; i < values.length; i++) {
            values[i] = cut(evaluate(dag.nodes().get(i), operands, params));
        }
        long result = values[values.length - 1];
        return switch (type) {
            case I8 -> (byte) result;
            case U8 -> result & 0xff;
            default -> result;
        };
    }

    private long cut(long value) {
        return type == ElementType.I64 ? value : (int) value;
    }

    private long number(double value) {
        return type == ElementType.I64 ? (long) value : (int) value;
    }

    private long evaluate(Dag.Node node, long[] operands, double[] params) {
        List<Integer> parts = node.children();
        return switch (node.expr()) {
            case Expr.Input i -> operands[i.index()];
            case Expr.Flag i -> operands[i.index()] != 0 ? 1 : 0;
            case Expr.Param i -> number(params[i.index()]);
            case Expr.Const c -> number(c.value());
            case Expr.Unary u -> unary(u.op(), value(parts, 0));
            case Expr.Binary b -> binary(b.op(), value(parts, 0), value(parts, 1));
            case Expr.Select s -> value(parts, value(parts, 0) != 0 ? 1 : 2);
            case Expr.Compare c -> compare(c.op(), Long.compare(value(parts, 0), value(parts, 1)));
            case Expr.Both b -> value(parts, 0) & value(parts, 1);
            case Expr.Either e -> value(parts, 0) | value(parts, 1);
            case Expr.Not n -> 1 - value(parts, 0);
            case Expr.Fma f -> throw DoubleInterpreter.unknown("Fma", type);
            case Expr.Output o -> throw DoubleInterpreter.unknown("Output", type);
        };
    }

    private long value(List<Integer> parts, int part) {
        return values[parts.get(part)];
    }

    private static long compare(Comparison op, int order) {
        return op.holds(order, 0) ? 1 : 0;
    }

    private long unary(UnaryOp op, long x) {
        return switch (op) {
            case NEG -> -x;
            case ABS -> Math.abs(x);
            case BIT_NOT -> ~x;
            default -> throw DoubleInterpreter.unknown(op, type);
        };
    }

    private long binary(BinaryOp op, long a, long b) {
        return switch (op) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case REM -> a % b;
            case MIN -> Math.min(a, b);
            case MAX -> Math.max(a, b);
            case POW -> power(a, b);
            case BIT_AND -> a & b;
            case BIT_OR -> a | b;
            case BIT_XOR -> a ^ b;
            case SHIFT_LEFT -> type == ElementType.I64 ? a << b : (int) a << b;
            case SHIFT_RIGHT -> type == ElementType.I64 ? a >> b : (int) a >> b;
            default -> throw DoubleInterpreter.unknown(op, type);
        };
    }

    /** Wraps around; of a negative exponent the truncated quotient 1 / a^-b. */
    private static long power(long a, long b) {
        if (b < 0) {
            return a == 1 ? 1 : a == -1 ? (b % 2 == 0 ? 1 : -1) : 0;
        }
        long power = 1;
        for (long square = a, rest = b; rest > 0; rest >>= 1, square *= square) {
            power *= (rest & 1) == 1 ? square : 1;
        }
        return power;
    }
}
