package io.lanewise.codegen;

import com.palantir.javapoet.CodeBlock;
import io.lanewise.expr.BinaryOp;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.Expr;
import io.lanewise.expr.UnaryOp;
import java.util.Map;

/**
 * The Vector API. Each operation gives, lane by lane, the bits that {@link ScalarEmitter}'s gives. Constants and
 * parameters are variables that the caller declares before the loop, see {@link #constants}.
 */
final class VectorEmitter extends Emitter {
    private final Map<String, String> constants;
    private final CodeBlock escape;

    /** @param constants the constants met so far, value to name; shared by the emitters of one loop */
    VectorEmitter(ElementType type, CodeBlock.Builder out, Map<String, String> constants, String suffix) {
        super(type, out, suffix);
        this.constants = constants;
        this.escape = CodeBlock.of("");
    }

    VectorEmitter(ElementType type, CodeBlock.Builder out, Map<String, String> constants) {
        this(type, out, constants, "");
    }

    /** @param escape computes the results of one vector an element at a time, and goes on to the next */
    VectorEmitter(ElementType type, CodeBlock.Builder out, Map<String, String> constants, CodeBlock escape) {
        super(type, out, "");
        this.constants = constants;
        this.escape = escape;
    }

    /** Whether all nodes have vector instructions with exact results; where there is a REM, with an escape. */
    static boolean canEmit(ElementType type, Graph graph) {
        return type.isFloat() && graph.nodes().stream().allMatch(VectorEmitter::canEmit);
    }

    private static boolean canEmit(Expr node) {
        return switch (node) {
            case Expr.Output _ -> false;
            case Expr.Unary(UnaryOp op, Expr _) ->
                switch (op) {
                    case NEG, ABS, SQRT, POW2, EXPONENT, MANTISSA -> true;
                    default -> false;
                };
            case Expr.Binary(BinaryOp op, Expr _, Expr _) ->
                switch (op) {
                    case ADD, SUB, MUL, DIV, MIN, MAX, REM -> true;
                    default -> false;
                };
            default -> true;
        };
    }

    static String vectorType(ElementType type) {
        return type == ElementType.F32 ? "FloatVector" : "DoubleVector";
    }

    static String boxed(ElementType type) {
        return type == ElementType.F32 ? "Float" : "Double";
    }

    /** The declarations of the constants that the emitted code uses. */
    static CodeBlock constants(ElementType type, Map<String, String> constants) {
        var code = CodeBlock.builder();
        constants.forEach((value, name) ->
                code.addStatement("$1L $2L = $1L.broadcast(SPECIES, $3L)", vectorType(type), name, value));
        return code.build();
    }

    @Override
    String variableType(boolean condition) {
        return condition ? "VectorMask<" + boxed(type) + ">" : vectorType(type);
    }

    private String constant(double value) {
        return constants.computeIfAbsent(ScalarEmitter.literal(type, value), _ -> "k" + constants.size());
    }

    @Override
    String text(Expr node) {
        return switch (node) {
            case Expr.Input(int i) -> input(i);
            case Expr.Flag(int i) -> input(i);
            case Expr.Param(int i) -> "v" + i;
            case Expr.Const(double value) -> constant(value);
            case Expr.Unary(UnaryOp op, Expr.Binary(BinaryOp add, Expr x, Expr.Const(double value)))
            when op == UnaryOp.POW2 && add == BinaryOp.ADD -> pow2(of(x), value);
            case Expr.Unary(UnaryOp op, Expr.Binary(BinaryOp sub, Expr sum, Expr.Const(double value)))
            when op == UnaryOp.POW2 && sub == BinaryOp.SUB && hasExponentBits(value) -> of(sum) + exponentInPlace();
            case Expr.Unary(var op, var x) -> unary(op, of(x));
            case Expr.Binary(BinaryOp op, var a, var b) when op == BinaryOp.REM -> remainder(of(a), of(b));
            case Expr.Binary(var op, var a, var b) -> of(a) + method(op) + of(b) + ")";
            case Expr.Fma(var a, var b, var c) -> of(a) + ".fma(" + of(b) + ", " + of(c) + ")";
            case Expr.Select(var c, var t, var f) -> of(f) + ".blend(" + of(t) + ", " + of(c) + ")";
            case Expr.Compare(var op, var a, var b) -> of(a) + ".compare(VectorOperators." + op + ", " + of(b) + ")";
            case Expr.Both(var a, var b) -> of(a) + ".and(" + of(b) + ")";
            case Expr.Either(var a, var b) -> of(a) + ".or(" + of(b) + ")";
            case Expr.Not(var c) -> of(c) + ".not()";
            case Expr.Output _ -> throw new IllegalArgumentException(node + " in a vector");
        };
    }

    private static String method(BinaryOp op) {
        return switch (op) {
            case ADD -> ".add(";
            case SUB -> ".sub(";
            case MUL -> ".mul(";
            case DIV -> ".div(";
            case MIN -> ".min(";
            case MAX -> ".max(";
            default -> throw new IllegalArgumentException(op + " in a vector");
        };
    }

    /**
     * With t the integer nearest to |a| / |b|, |a| - t·|b| is exact in an FMA, as is |b| added where it is negative. This
     * wants t to be exact: a greater quotient, an infinite one or NaN escape. Where it is below a half, b may be infinite.
     */
    private String remainder(String a, String b) {
        var f32 = type == ElementType.F32;
        var magic = constant(f32 ? 0x1p23 : 0x1p52);
        var limit = constant(f32 ? 0x1p22 : 0x1p51);
        var x = variable(false, a + ".abs()");
        var y = variable(false, b + ".abs()");
        var q = variable(false, x + ".div(" + y + ")");
        out.beginControlFlow("if (!$L.compare(VectorOperators.LT, $L).allTrue())", q, limit)
                .add(escape)
                .endControlFlow();
        var t = variable(false, q + ".add(" + magic + ").sub(" + magic + ")");
        var rest = variable(false, t + ".neg().fma(" + y + ", " + x + ")");
        var less = rest + ".compare(VectorOperators.LT, " + constant(0) + ")";
        var whole = rest + ".blend(" + rest + ".add(" + y + "), " + less + ")";
        var small = q + ".compare(VectorOperators.LT, " + constant(0.5) + ")";
        var magnitude = variable(false, whole + ".blend(" + x + ", " + small + ")");
        var sign = a + integers() + ".and(" + (f32 ? "0x80000000" : "0x8000000000000000L") + ")";
        return variable(false, magnitude + integers() + ".or(" + sign + ")" + floats());
    }

    private String unary(UnaryOp op, String x) {
        return switch (op) {
            case NEG -> x + ".neg()";
            case ABS -> x + ".abs()";
            case SQRT -> x + ".sqrt()";
            case POW2 -> pow2(x, 0);
            case EXPONENT -> exponent(x);
            case MANTISSA -> mantissa(x);
            default -> throw new IllegalArgumentException(op + " in a vector");
        };
    }

    private String integers() {
        return type == ElementType.F32 ? ".reinterpretAsInts()" : ".reinterpretAsLongs()";
    }

    private String floats() {
        return type == ElementType.F32 ? ".reinterpretAsFloats()" : ".reinterpretAsDoubles()";
    }

    /** Adding 2^(mantissa bits) + bias puts the biased exponent into the lowest bits; a shift puts it in place. */
    private String pow2(String x, double plus) {
        return x + ".add(" + constant(biasing() + plus) + ")" + exponentInPlace();
    }

    private double biasing() {
        return type == ElementType.F32 ? 0x1p23 + 127 : 0x1p52 + 1023;
    }

    /** Whether a sum has the exponent in its lowest bits already, which is less than it by a constant. */
    private boolean hasExponentBits(double constant) {
        double above = constant - biasing();
        return above > 0 && above % (type == ElementType.F32 ? 0x1p9 : 0x1p12) == 0;
    }

    private String exponentInPlace() {
        return integers() + ".lanewise(VectorOperators.LSHL, " + (type == ElementType.F32 ? 23 : 52) + ")" + floats();
    }

    /** The reverse of {@link #pow2}. */
    private String exponent(String x) {
        var f32 = type == ElementType.F32;
        return x + integers() + ".lanewise(VectorOperators.LSHR, " + (f32 ? 23 : 52) + ").or("
                + (f32 ? "0x4b000000" : "0x4330000000000000L") + ")" + floats() + ".sub("
                + constant(biasing()) + ")";
    }

    private String mantissa(String x) {
        var f32 = type == ElementType.F32;
        return x + integers() + ".and(" + (f32 ? "0x007fffff" : "0x000fffffffffffffL") + ").or("
                + (f32 ? "0x3f800000" : "0x3ff0000000000000L") + ")" + floats();
    }
}
