package io.lanewise.expr;

import static io.lanewise.expr.Elementwise.binary;
import static io.lanewise.expr.Elementwise.ternary;
import static io.lanewise.expr.Elementwise.unary;
import static io.lanewise.expr.Expr.Const.ONE;
import static io.lanewise.expr.Expr.Const.ZERO;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Every elementwise function, a line each, by PyTorch's names and with PyTorch's semantics. A public constant here is
 * all that a function needs to have kernels, derivatives, tests and benchmarks.
 */
public final class Catalog {
    /** The operands; x where it is the only one. */
    private static final Expr A = Expr.input(0);

    private static final Expr B = Expr.input(1);
    private static final Expr C = Expr.input(2);
    private static final Expr X = A;
    private static final Expr P0 = Expr.param(0);
    private static final Expr P1 = Expr.param(1);
    private static final Expr P2 = Expr.param(2);
    private static final Expr OUTPUT = new Expr.Output();
    private static final Expr NAN = Expr.of(Double.NaN);
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private static Expr not0(Expr x) {
        return x.ne(0);
    }

    private static Expr oneWhere(Expr condition) {
        return condition.then(ONE, ZERO);
    }

    /** sign(x)·y for y ≥ 0, with the sign of zero. */
    private static Expr signed(Expr x, Expr y) {
        return x.eq(0).then(x, x.lt(0).then(y.neg(), y));
    }

    // Arithmetic

    public static final Elementwise ADD = binary("add", A.add(B)).integers();
    public static final Elementwise SUB = binary("sub", A.sub(B)).integers();
    public static final Elementwise MUL = binary("mul", A.mul(B)).integers();
    public static final Elementwise DIV = binary("div", A.div(B));
    public static final Elementwise FLOOR_DIVIDE =
            binary("floor_divide", A.floorDiv(B)).integers().cancels();
    public static final Elementwise TRUNC_DIVIDE =
            binary("trunc_divide", A.div(B).trunc()).integers().cancels();
    public static final Elementwise REMAINDER =
            binary("remainder", A.floorMod(B)).integers();
    public static final Elementwise FMOD = binary("fmod", A.rem(B)).integers();
    public static final Elementwise NEG = unary("neg", X.neg()).integers();
    public static final Elementwise POSITIVE = unary("positive", X).integers();
    public static final Elementwise ABS = unary("abs", X.abs()).integers();
    public static final Elementwise SIGN = unary("sign", X.sign()).integers();
    public static final Elementwise SQUARE = unary("square", X.square()).integers();
    public static final Elementwise RECIPROCAL =
            unary("reciprocal", X.divInto(1)).derivative(OUTPUT.square().neg());
    public static final Elementwise MINIMUM =
            binary("minimum", A.min(B)).integers().bools();
    public static final Elementwise MAXIMUM =
            binary("maximum", A.max(B)).integers().bools();
    public static final Elementwise FMIN = binary(
                    "fmin", A.isNan().then(B, B.isNan().then(A, A.min(B))))
            .integers()
            .derivative(0, oneWhere(A.le(B).or(B.isNan())))
            .derivative(1, A.le(B).or(B.isNan()).then(ZERO, ONE));
    public static final Elementwise FMAX = binary(
                    "fmax", A.isNan().then(B, B.isNan().then(A, A.max(B))))
            .integers()
            .derivative(0, oneWhere(A.ge(B).or(B.isNan())))
            .derivative(1, A.ge(B).or(B.isNan()).then(ZERO, ONE));
    public static final Elementwise POW = binary("pow", A.pow(B))
            .integers()
            .maxUlp(1)
            .derivative(1, A.eq(0).and(B.ge(0)).then(ZERO, OUTPUT.mul(A.log())));
    /** a + p0·b. */
    public static final Elementwise ADD_SCALED =
            binary("add_scaled", B.fma(P0, A)).integers();
    /** a + p0·b·c. */
    public static final Elementwise ADDCMUL =
            ternary("addcmul", B.mul(P0).fma(C, A)).integers().cancels();
    /** a + p0·b / c. */
    public static final Elementwise ADDCDIV =
            ternary("addcdiv", A.add(B.mul(P0).div(C))).cancels();

    public static final Elementwise LERP = ternary(
                    "lerp",
                    C.lt(0.5).then(A.add(C.mul(B.sub(A))), B.sub(B.sub(A).mul(C.subFrom(1)))))
            .cancels()
            .derivative(0, C.subFrom(1))
            .derivative(1, C)
            .derivative(2, B.sub(A));
    public static final Elementwise ATAN2 = binary("atan2", A.atan2(B)).maxUlp(3);
    public static final Elementwise HYPOT =
            binary("hypot", hypot(A, B)).maxUlp(2).derivative(0, A.div(OUTPUT)).derivative(1, B.div(OUTPUT));
    public static final Elementwise COPYSIGN =
            binary("copysign", Trigonometry.isNegative(B).then(A.abs().neg(), A.abs()));
    public static final Elementwise XLOGY = binary(
                    "xlogy", B.isNan().then(B, A.eq(0).then(ZERO, A.mul(B.log()))))
            .maxUlp(2)
            .derivative(0, A.eq(0).and(B.le(0)).then(ZERO, B.log()))
            .derivative(1, A.div(B));
    public static final Elementwise HEAVISIDE =
            binary("heaviside", A.eq(0).then(B, oneWhere(A.gt(0)))).integers();
    /** p0 for NaN, p1 for infinity, p2 for minus infinity. */
    public static final Elementwise NAN_TO_NUM = unary(
            "nan_to_num",
            X.isNan().then(P0, X.eq(INFINITY).then(P1, X.eq(-INFINITY).then(P2, X))));

    // Powers, exponentials, logarithms

    public static final Elementwise SQRT = unary("sqrt", X.sqrt());
    public static final Elementwise RSQRT = unary("rsqrt", X.sqrt().divInto(1))
            .maxUlp(1.5)
            .derivative(OUTPUT.square().mul(OUTPUT).mul(-0.5));
    public static final Elementwise EXP = unary("exp", X.exp()).maxUlp(1);
    public static final Elementwise EXP2 = unary("exp2", X.exp2()).maxUlp(1);
    public static final Elementwise EXPM1 =
            unary("expm1", X.expm1()).maxUlp(1.5).derivative(OUTPUT.add(1));
    public static final Elementwise LOG = unary("log", X.log()).maxUlp(1);
    public static final Elementwise LOG2 = unary("log2", X.log2()).maxUlp(2);
    public static final Elementwise LOG10 = unary("log10", X.log10()).maxUlp(2);
    public static final Elementwise LOG1P = unary("log1p", X.log1p()).maxUlp(2);

    // Trigonometry and its hyperbolic kin; sin, cos and tan are NaN beyond their domain

    public static final Elementwise SIN =
            unary("sin", X.sin()).domain(-6588396, 6588396).maxUlp(2);
    public static final Elementwise COS =
            unary("cos", X.cos()).domain(-6588396, 6588396).maxUlp(2);
    public static final Elementwise TAN =
            unary("tan", X.tan()).domain(-6588396, 6588396).maxUlp(3.5);
    public static final Elementwise ASIN = unary("asin", X.asin()).maxUlp(2.5);
    public static final Elementwise ACOS = unary("acos", X.acos()).maxUlp(2);
    public static final Elementwise ATAN = unary("atan", X.atan()).maxUlp(3);
    public static final Elementwise SINH = unary("sinh", X.sinh()).maxUlp(2.5);
    public static final Elementwise COSH = unary("cosh", X.cosh()).maxUlp(2);
    public static final Elementwise TANH = unary("tanh", X.tanh()).maxUlp(2.5);
    public static final Elementwise ASINH = unary("asinh", asinh(X))
            .maxUlp(4)
            .derivative(X.square().add(1).sqrt().divInto(1));
    public static final Elementwise ACOSH = unary("acosh", acosh(X))
            .maxUlp(4)
            .derivative(X.square().sub(1).sqrt().divInto(1));
    public static final Elementwise ATANH =
            unary("atanh", atanh(X)).maxUlp(4).derivative(X.square().subFrom(1).divInto(1));
    public static final Elementwise SINC = unary(
                    "sinc", X.eq(0).then(ONE, X.mul(Math.PI).sin().div(X.mul(Math.PI))))
            .domain(-1e5, 1e5)
            .cancels();
    public static final Elementwise DEG2RAD =
            unary("deg2rad", X.mul(Math.PI / 180)).maxUlp(1);
    public static final Elementwise RAD2DEG =
            unary("rad2deg", X.mul(180 / Math.PI)).maxUlp(1);

    // Rounding

    public static final Elementwise FLOOR = unary("floor", X.floor()).integers();
    public static final Elementwise CEIL = unary("ceil", X.ceil()).integers();
    public static final Elementwise TRUNC = unary("trunc", X.trunc()).integers();
    public static final Elementwise ROUND = unary("round", X.round()).integers();
    /** How many whole steps of p0 x is from 0, halves to even, from p1 to p2. */
    public static final Elementwise QUANTIZE =
            unary("quantize", X.div(P0).round().max(P1).min(P2)).cancels();

    public static final Elementwise FRAC = unary("frac", X.sub(X.trunc()));

    // Sigmoids and error functions

    public static final Elementwise SIGMOID = unary("sigmoid", X.sigmoid()).maxUlp(2.5);
    public static final Elementwise LOGSIGMOID = unary(
                    "logsigmoid", X.min(ZERO).sub(X.abs().neg().exp().log1p()))
            .maxUlp(2)
            .derivative(X.neg().sigmoid());
    public static final Elementwise LOGIT = unary("logit", X.div(X.subFrom(1)).log())
            .cancels()
            .derivative(X.lt(0).or(X.gt(1)).then(NAN, X.mul(X.subFrom(1)).divInto(1)));
    public static final Elementwise ERF = unary("erf", X.erf()).maxUlp(2);
    public static final Elementwise ERFC = unary("erfc", X.erfc()).maxUlp(4);

    // Activations

    public static final Elementwise RELU =
            unary("relu", X.max(ZERO)).derivative(OUTPUT.le(0).then(ZERO, ONE));
    public static final Elementwise RELU6 = unary("relu6", X.max(ZERO).min(Expr.of(6)))
            .derivative(OUTPUT.le(0).or(OUTPUT.ge(6)).then(ZERO, ONE));
    public static final Elementwise LEAKY_RELU = unary("leaky_relu", X.gt(0).then(X, X.mul(P0)));
    public static final Elementwise ELU =
            unary("elu", X.gt(0).then(X, X.expm1().mul(P0))).maxUlp(2);
    public static final Elementwise CELU =
            unary("celu", X.gt(0).then(X, X.div(P0).expm1().mul(P0))).cancels();
    public static final Elementwise SELU = unary(
                    "selu", X.gt(0).then(X, X.expm1().mul(1.6732632423543772)).mul(1.0507009873554805))
            .maxUlp(3);
    public static final Elementwise GELU =
            unary("gelu", X.gelu()).domain(-13, INFINITY).maxUlp(4);
    public static final Elementwise GELU_TANH = unary(
                    "gelu_tanh",
                    X.mul(X.square()
                            .fma(Expr.of(0.07135481627159583), Expr.of(1.5957691216057308))
                            .mul(X)
                            .sigmoid()))
            .domain(-3, INFINITY)
            .maxUlp(16);
    public static final Elementwise SILU =
            unary("silu", X.mul(X.sigmoid())).domain(-87, INFINITY).maxUlp(3);
    public static final Elementwise MISH =
            unary("mish", mish(X)).domain(-87, INFINITY).maxUlp(4.5);
    /** Of sharpness p0; the identity where p0·x is above p1. */
    public static final Elementwise SOFTPLUS = unary(
                    "softplus", X.mul(P0).gt(P1).then(X, X.mul(P0).exp().log1p().div(P0)))
            .cancels()
            .derivative(X.mul(P0).gt(P1).then(ONE, X.mul(P0).sigmoid()));

    public static final Elementwise SOFTSIGN = unary("softsign", X.div(X.abs().add(1)))
            .maxUlp(1.5)
            .derivative(X.abs().add(1).square().divInto(1));
    public static final Elementwise TANHSHRINK =
            unary("tanhshrink", X.sub(X.tanh())).cancels().derivative(X.tanh().square());
    public static final Elementwise SOFTSHRINK = unary(
                    "softshrink", X.gt(P0).then(X.sub(P0), X.lt(P0.neg()).then(X.add(P0), ZERO)))
            .derivative(X.abs().le(P0).then(ZERO, ONE));
    public static final Elementwise HARDSHRINK =
            unary("hardshrink", X.abs().le(P0).then(ZERO, X));
    public static final Elementwise HARDTANH = unary("hardtanh", X.max(P0).min(P1))
            .derivative(OUTPUT.le(P0).or(OUTPUT.ge(P1)).then(ZERO, ONE));
    public static final Elementwise HARDSIGMOID = unary(
                    "hardsigmoid", X.add(3).max(ZERO).min(Expr.of(6)).div(6))
            .maxUlp(1.5)
            .derivative(X.gt(-3).and(X.lt(3)).then(Expr.of(1 / 6.0), ZERO));
    public static final Elementwise HARDSWISH = unary(
                    "hardswish", X.mul(X.add(3).max(ZERO).min(Expr.of(6))).div(6))
            .domain(-5e37, 5e37)
            .maxUlp(2)
            .derivative(X.lt(-3).then(ZERO, X.le(3).then(X.div(3).add(0.5), ONE)));
    /** p1 where x is not above p0. */
    public static final Elementwise THRESHOLD =
            unary("threshold", X.le(P0).then(P1, X)).integers();

    public static final Elementwise CLAMP = unary("clamp", X.max(P0).min(P1))
            .integers()
            .derivative(oneWhere(X.ge(P0).and(X.le(P1))));
    public static final Elementwise CLAMP_MIN =
            unary("clamp_min", X.max(P0)).integers().derivative(oneWhere(X.ge(P0)));
    public static final Elementwise CLAMP_MAX =
            unary("clamp_max", X.min(P0)).integers().derivative(oneWhere(X.le(P0)));

    // Comparisons and conditions

    public static final Elementwise EQ = binary("eq", A.eq(B)).integers().bools();
    public static final Elementwise NE = binary("ne", A.ne(B)).integers().bools();
    public static final Elementwise LT = binary("lt", A.lt(B)).integers().bools();
    public static final Elementwise LE = binary("le", A.le(B)).integers().bools();
    public static final Elementwise GT = binary("gt", A.gt(B)).integers().bools();
    public static final Elementwise GE = binary("ge", A.ge(B)).integers().bools();
    public static final Elementwise ISNAN = unary("isnan", X.isNan()).integers().bools();
    public static final Elementwise ISINF =
            unary("isinf", X.abs().eq(INFINITY)).integers().bools();
    public static final Elementwise ISFINITE =
            unary("isfinite", X.abs().lt(INFINITY)).integers().bools();
    public static final Elementwise LOGICAL_AND =
            binary("logical_and", not0(A).and(not0(B))).integers().bools();
    public static final Elementwise LOGICAL_OR =
            binary("logical_or", not0(A).or(not0(B))).integers().bools();
    public static final Elementwise LOGICAL_XOR = binary(
                    "logical_xor", not0(A).or(not0(B)).and(not0(A).and(not0(B)).not()))
            .integers()
            .bools();
    public static final Elementwise LOGICAL_NOT =
            unary("logical_not", X.eq(0)).integers().bools();
    public static final Elementwise BITWISE_AND =
            binary("bitwise_and", A.bitAnd(B)).integers().bools().noFloats();
    public static final Elementwise BITWISE_OR =
            binary("bitwise_or", A.bitOr(B)).integers().bools().noFloats();
    public static final Elementwise BITWISE_XOR =
            binary("bitwise_xor", A.bitXor(B)).integers().bools().noFloats();
    public static final Elementwise BITWISE_NOT =
            unary("bitwise_not", X.bitNot()).integers().bools().noFloats();
    public static final Elementwise BITWISE_LEFT_SHIFT =
            binary("bitwise_left_shift", A.shiftLeft(B)).integers().noFloats();
    public static final Elementwise BITWISE_RIGHT_SHIFT =
            binary("bitwise_right_shift", A.shiftRight(B)).integers().noFloats();
    public static final Elementwise WHERE =
            ternary("where", new Expr.Flag(0).then(B, C)).integers().bools();

    private Catalog() {}

    /** All functions, by name. */
    public static List<Elementwise> all() {
        return Index.ALL;
    }

    /**
     * The function of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Elementwise named(String name) {
        Elementwise found = Index.BY_NAME.get(name);
        if (found == null) {
            throw new IllegalArgumentException("no elementwise function is called " + name);
        }
        return found;
    }

    /** With r the smaller magnitude over the greater one, the greater one times √(1 + r²), which does not overflow early. */
    private static Expr hypot(Expr a, Expr b) {
        Expr high = a.abs().max(b.abs());
        Expr ratio = a.abs().min(b.abs()).div(high);
        Expr finite = high.eq(0).then(ZERO, high.mul(ratio.fma(ratio, ONE).sqrt()));
        return a.abs().eq(INFINITY).or(b.abs().eq(INFINITY)).then(Expr.of(INFINITY), finite);
    }

    /** With a = |x|, log1p(a + a² / (1 + √(a² + 1))), which is precise near 0; beyond 10⁹, log 2a. */
    private static Expr asinh(Expr x) {
        Expr a = x.abs();
        Expr near = a.add(a.square().div(a.square().add(1).sqrt().add(1))).log1p();
        return signed(x, a.gt(1e9).then(a.log().add(Math.log(2)), near));
    }

    /** With t = x - 1, log1p(t + √(2t + t²)), which is precise near 1; beyond 10⁹, log 2x. */
    private static Expr acosh(Expr x) {
        Expr t = x.sub(1);
        Expr near = t.add(t.add(t).add(t.square()).sqrt()).log1p();
        return x.ge(1).then(x.gt(1e9).then(x.log().add(Math.log(2)), near), NAN);
    }

    private static Expr atanh(Expr x) {
        Expr a = x.abs();
        return signed(x, a.add(a).div(a.subFrom(1)).log1p().mul(0.5));
    }

    /** x·tanh(softplus(x)), which with e = eˣ and n = e·(e + 2) is x·n / (n + 2). */
    private static Expr mish(Expr x) {
        Expr e = x.exp();
        Expr n = e.mul(e.add(2));
        return x.gt(20).then(x, x.mul(n.div(n.add(2))));
    }

    private static final class Index {
        static final List<Elementwise> ALL = Arrays.stream(Catalog.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == Elementwise.class)
                .map(Index::value)
                .sorted(Comparator.comparing(Elementwise::name))
                .toList();
        static final Map<String, Elementwise> BY_NAME =
                ALL.stream().collect(Collectors.toMap(Elementwise::name, Function.identity()));

        private static Elementwise value(java.lang.reflect.Field field) {
            try {
                return (Elementwise) field.get(null);
            } catch (IllegalAccessException e) {
                throw new AssertionError(field + " is public", e);
            }
        }
    }
}
