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

    public static final Elementwise ADD = binary("add", Expr::add).integers();
    public static final Elementwise SUB = binary("sub", Expr::sub).integers();
    public static final Elementwise MUL = binary("mul", Expr::mul).integers();
    public static final Elementwise DIV = binary("div", Expr::div);
    public static final Elementwise FLOOR_DIVIDE =
            binary("floor_divide", Expr::floorDiv).integers().cancels();
    public static final Elementwise TRUNC_DIVIDE =
            binary("trunc_divide", (a, b) -> a.div(b).trunc()).integers().cancels();
    public static final Elementwise REMAINDER =
            binary("remainder", Expr::floorMod).integers();
    public static final Elementwise FMOD = binary("fmod", Expr::rem).integers();
    public static final Elementwise NEG = unary("neg", Expr::neg).integers();
    public static final Elementwise POSITIVE = unary("positive", x -> x).integers();
    public static final Elementwise ABS = unary("abs", Expr::abs).integers();
    public static final Elementwise SIGN = unary("sign", Expr::sign).integers();
    public static final Elementwise SQUARE = unary("square", Expr::square).integers();
    public static final Elementwise RECIPROCAL = unary("reciprocal", x -> x.divInto(1))
            .derivativeByOutput(y -> y.square().neg());
    public static final Elementwise MINIMUM =
            binary("minimum", Expr::min).integers().bools();
    public static final Elementwise MAXIMUM =
            binary("maximum", Expr::max).integers().bools();
    public static final Elementwise FMIN = binary(
                    "fmin", (a, b) -> a.isNan().then(b, b.isNan().then(a, a.min(b))))
            .integers()
            .derivative(0, (a, b) -> oneWhere(a.le(b).or(b.isNan())))
            .derivative(1, (a, b) -> a.le(b).or(b.isNan()).then(ZERO, ONE));
    public static final Elementwise FMAX = binary(
                    "fmax", (a, b) -> a.isNan().then(b, b.isNan().then(a, a.max(b))))
            .integers()
            .derivative(0, (a, b) -> oneWhere(a.ge(b).or(b.isNan())))
            .derivative(1, (a, b) -> a.ge(b).or(b.isNan()).then(ZERO, ONE));
    public static final Elementwise POW = binary("pow", Expr::pow)
            .integers()
            .maxUlp(1)
            .derivative(1, (a, b) -> a.eq(0).and(b.ge(0)).then(ZERO, OUTPUT.mul(a.log())));
    /** a + p0·b. */
    public static final Elementwise ADD_SCALED =
            binary("add_scaled", (a, b) -> b.fma(P0, a)).integers();
    /** a + p0·b·c. */
    public static final Elementwise ADDCMUL =
            ternary("addcmul", (a, b, c) -> b.mul(P0).fma(c, a)).integers().cancels();
    /** a + p0·b / c. */
    public static final Elementwise ADDCDIV =
            ternary("addcdiv", (a, b, c) -> a.add(b.mul(P0).div(c))).cancels();

    public static final Elementwise LERP = ternary("lerp", (a, b, w) -> w.lt(0.5)
                    .then(a.add(w.mul(b.sub(a))), b.sub(b.sub(a).mul(w.subFrom(1)))))
            .cancels()
            .derivative(0, (a, b, w) -> w.subFrom(1))
            .derivative(1, (a, b, w) -> w)
            .derivative(2, (a, b, w) -> b.sub(a));
    public static final Elementwise ATAN2 = binary("atan2", Expr::atan2).maxUlp(3);
    public static final Elementwise HYPOT = binary("hypot", Catalog::hypot)
            .maxUlp(2)
            .derivative(0, (a, b) -> a.div(OUTPUT))
            .derivative(1, (a, b) -> b.div(OUTPUT));
    public static final Elementwise COPYSIGN =
            binary("copysign", (a, b) -> Trigonometry.isNegative(b).then(a.abs().neg(), a.abs()));
    public static final Elementwise XLOGY = binary(
                    "xlogy", (a, b) -> b.isNan().then(b, a.eq(0).then(ZERO, a.mul(b.log()))))
            .maxUlp(2)
            .derivative(0, (a, b) -> a.eq(0).and(b.le(0)).then(ZERO, b.log()))
            .derivative(1, (a, b) -> a.div(b));
    public static final Elementwise HEAVISIDE =
            binary("heaviside", (a, v) -> a.eq(0).then(v, oneWhere(a.gt(0)))).integers();
    /** p0 for NaN, p1 for infinity, p2 for minus infinity. */
    public static final Elementwise NAN_TO_NUM = unary("nan_to_num", x -> x.isNan()
            .then(P0, x.eq(INFINITY).then(P1, x.eq(-INFINITY).then(P2, x))));

    // Powers, exponentials, logarithms

    public static final Elementwise SQRT = unary("sqrt", Expr::sqrt);
    public static final Elementwise RSQRT = unary("rsqrt", x -> x.sqrt().divInto(1))
            .maxUlp(1.5)
            .derivativeByOutput(y -> y.square().mul(y).mul(-0.5));
    public static final Elementwise EXP = unary("exp", Expr::exp).maxUlp(1);
    public static final Elementwise EXP2 = unary("exp2", Expr::exp2).maxUlp(1);
    public static final Elementwise EXPM1 =
            unary("expm1", Expr::expm1).maxUlp(1.5).derivativeByOutput(y -> y.add(1));
    public static final Elementwise LOG = unary("log", Expr::log).maxUlp(1);
    public static final Elementwise LOG2 = unary("log2", Expr::log2).maxUlp(2);
    public static final Elementwise LOG10 = unary("log10", Expr::log10).maxUlp(2);
    public static final Elementwise LOG1P = unary("log1p", Expr::log1p).maxUlp(2);

    // Trigonometry and its hyperbolic kin; sin, cos and tan are NaN beyond their domain

    public static final Elementwise SIN =
            unary("sin", Expr::sin).domain(-6588396, 6588396).maxUlp(2);
    public static final Elementwise COS =
            unary("cos", Expr::cos).domain(-6588396, 6588396).maxUlp(2);
    public static final Elementwise TAN =
            unary("tan", Expr::tan).domain(-6588396, 6588396).maxUlp(3.5);
    public static final Elementwise ASIN = unary("asin", Expr::asin).maxUlp(2.5);
    public static final Elementwise ACOS = unary("acos", Expr::acos).maxUlp(2);
    public static final Elementwise ATAN = unary("atan", Expr::atan).maxUlp(3);
    public static final Elementwise SINH = unary("sinh", Expr::sinh).maxUlp(2.5);
    public static final Elementwise COSH = unary("cosh", Expr::cosh).maxUlp(2);
    public static final Elementwise TANH = unary("tanh", Expr::tanh).maxUlp(2.5);
    public static final Elementwise ASINH = unary("asinh", Catalog::asinh)
            .maxUlp(4)
            .derivative(x -> x.square().add(1).sqrt().divInto(1));
    public static final Elementwise ACOSH = unary("acosh", Catalog::acosh)
            .maxUlp(4)
            .derivative(x -> x.square().sub(1).sqrt().divInto(1));
    public static final Elementwise ATANH = unary("atanh", Catalog::atanh)
            .maxUlp(4)
            .derivative(x -> x.square().subFrom(1).divInto(1));
    public static final Elementwise SINC = unary(
                    "sinc", x -> x.eq(0).then(ONE, x.mul(Math.PI).sin().div(x.mul(Math.PI))))
            .domain(-1e5, 1e5)
            .cancels();
    public static final Elementwise DEG2RAD =
            unary("deg2rad", x -> x.mul(Math.PI / 180)).maxUlp(1);
    public static final Elementwise RAD2DEG =
            unary("rad2deg", x -> x.mul(180 / Math.PI)).maxUlp(1);

    // Rounding

    public static final Elementwise FLOOR = unary("floor", Expr::floor).integers();
    public static final Elementwise CEIL = unary("ceil", Expr::ceil).integers();
    public static final Elementwise TRUNC = unary("trunc", Expr::trunc).integers();
    public static final Elementwise ROUND = unary("round", Expr::round).integers();
    public static final Elementwise FRAC = unary("frac", x -> x.sub(x.trunc()));

    // Sigmoids and error functions

    public static final Elementwise SIGMOID = unary("sigmoid", Expr::sigmoid).maxUlp(2.5);
    public static final Elementwise LOGSIGMOID = unary(
                    "logsigmoid", x -> x.min(ZERO).sub(x.abs().neg().exp().log1p()))
            .maxUlp(2)
            .derivative(x -> x.neg().sigmoid());
    public static final Elementwise LOGIT = unary(
                    "logit", x -> x.div(x.subFrom(1)).log())
            .cancels()
            .derivative(x -> x.lt(0).or(x.gt(1)).then(NAN, x.mul(x.subFrom(1)).divInto(1)));
    public static final Elementwise ERF = unary("erf", Expr::erf).maxUlp(2);
    public static final Elementwise ERFC = unary("erfc", Expr::erfc).maxUlp(4);

    // Activations

    public static final Elementwise RELU =
            unary("relu", x -> x.max(ZERO)).derivativeByOutput(y -> y.le(0).then(ZERO, ONE));
    public static final Elementwise RELU6 = unary("relu6", x -> x.max(ZERO).min(Expr.of(6)))
            .derivativeByOutput(y -> y.le(0).or(y.ge(6)).then(ZERO, ONE));
    public static final Elementwise LEAKY_RELU =
            unary("leaky_relu", x -> x.gt(0).then(x, x.mul(P0)));
    public static final Elementwise ELU =
            unary("elu", x -> x.gt(0).then(x, x.expm1().mul(P0))).maxUlp(2);
    public static final Elementwise CELU =
            unary("celu", x -> x.gt(0).then(x, x.div(P0).expm1().mul(P0))).cancels();
    public static final Elementwise SELU = unary(
                    "selu",
                    x -> x.gt(0).then(x, x.expm1().mul(1.6732632423543772)).mul(1.0507009873554805))
            .maxUlp(3);
    public static final Elementwise GELU =
            unary("gelu", Expr::gelu).domain(-13, INFINITY).maxUlp(4);
    public static final Elementwise GELU_TANH = unary(
                    "gelu_tanh",
                    x -> x.mul(x.square()
                            .fma(Expr.of(0.07135481627159583), Expr.of(1.5957691216057308))
                            .mul(x)
                            .sigmoid()))
            .domain(-3, INFINITY)
            .maxUlp(16);
    public static final Elementwise SILU =
            unary("silu", x -> x.mul(x.sigmoid())).domain(-87, INFINITY).maxUlp(3);
    public static final Elementwise MISH =
            unary("mish", Catalog::mish).domain(-87, INFINITY).maxUlp(4.5);
    /** Of sharpness p0; the identity where p0·x is above p1. */
    public static final Elementwise SOFTPLUS = unary(
                    "softplus",
                    x -> x.mul(P0).gt(P1).then(x, x.mul(P0).exp().log1p().div(P0)))
            .cancels()
            .derivative(x -> x.mul(P0).gt(P1).then(ONE, x.mul(P0).sigmoid()));

    public static final Elementwise SOFTSIGN = unary(
                    "softsign", x -> x.div(x.abs().add(1)))
            .maxUlp(1.5)
            .derivative(x -> x.abs().add(1).square().divInto(1));
    public static final Elementwise TANHSHRINK = unary("tanhshrink", x -> x.sub(x.tanh()))
            .cancels()
            .derivative(x -> x.tanh().square());
    public static final Elementwise SOFTSHRINK = unary(
                    "softshrink", x -> x.gt(P0).then(x.sub(P0), x.lt(P0.neg()).then(x.add(P0), ZERO)))
            .derivative(x -> x.abs().le(P0).then(ZERO, ONE));
    public static final Elementwise HARDSHRINK =
            unary("hardshrink", x -> x.abs().le(P0).then(ZERO, x));
    public static final Elementwise HARDTANH = unary("hardtanh", x -> x.max(P0).min(P1))
            .derivativeByOutput(y -> y.le(P0).or(y.ge(P1)).then(ZERO, ONE));
    public static final Elementwise HARDSIGMOID = unary(
                    "hardsigmoid", x -> x.add(3).max(ZERO).min(Expr.of(6)).div(6))
            .maxUlp(1.5)
            .derivative(x -> x.gt(-3).and(x.lt(3)).then(Expr.of(1 / 6.0), ZERO));
    public static final Elementwise HARDSWISH = unary(
                    "hardswish", x -> x.mul(x.add(3).max(ZERO).min(Expr.of(6))).div(6))
            .domain(-5e37, 5e37)
            .maxUlp(2)
            .derivative(x -> x.lt(-3).then(ZERO, x.le(3).then(x.div(3).add(0.5), ONE)));
    /** p1 where x is not above p0. */
    public static final Elementwise THRESHOLD =
            unary("threshold", x -> x.le(P0).then(P1, x)).integers();

    public static final Elementwise CLAMP = unary("clamp", x -> x.max(P0).min(P1))
            .integers()
            .derivative(x -> oneWhere(x.ge(P0).and(x.le(P1))));
    public static final Elementwise CLAMP_MIN =
            unary("clamp_min", x -> x.max(P0)).integers().derivative(x -> oneWhere(x.ge(P0)));
    public static final Elementwise CLAMP_MAX =
            unary("clamp_max", x -> x.min(P0)).integers().derivative(x -> oneWhere(x.le(P0)));

    // Comparisons and conditions

    public static final Elementwise EQ = binary("eq", Expr::eq).integers().bools();
    public static final Elementwise NE = binary("ne", Expr::ne).integers().bools();
    public static final Elementwise LT = binary("lt", Expr::lt).integers().bools();
    public static final Elementwise LE = binary("le", Expr::le).integers().bools();
    public static final Elementwise GT = binary("gt", Expr::gt).integers().bools();
    public static final Elementwise GE = binary("ge", Expr::ge).integers().bools();
    public static final Elementwise ISNAN =
            unary("isnan", Expr::isNan).integers().bools();
    public static final Elementwise ISINF =
            unary("isinf", x -> x.abs().eq(INFINITY)).integers().bools();
    public static final Elementwise ISFINITE =
            unary("isfinite", x -> x.abs().lt(INFINITY)).integers().bools();
    public static final Elementwise LOGICAL_AND =
            binary("logical_and", (a, b) -> not0(a).and(not0(b))).integers().bools();
    public static final Elementwise LOGICAL_OR =
            binary("logical_or", (a, b) -> not0(a).or(not0(b))).integers().bools();
    public static final Elementwise LOGICAL_XOR = binary("logical_xor", (a, b) -> not0(a).or(not0(b))
                    .and(not0(a).and(not0(b)).not()))
            .integers()
            .bools();
    public static final Elementwise LOGICAL_NOT =
            unary("logical_not", x -> x.eq(0)).integers().bools();
    public static final Elementwise BITWISE_AND =
            binary("bitwise_and", Expr::bitAnd).integers().bools().noFloats();
    public static final Elementwise BITWISE_OR =
            binary("bitwise_or", Expr::bitOr).integers().bools().noFloats();
    public static final Elementwise BITWISE_XOR =
            binary("bitwise_xor", Expr::bitXor).integers().bools().noFloats();
    public static final Elementwise BITWISE_NOT =
            unary("bitwise_not", Expr::bitNot).integers().bools().noFloats();
    public static final Elementwise BITWISE_LEFT_SHIFT =
            binary("bitwise_left_shift", Expr::shiftLeft).integers().noFloats();
    public static final Elementwise BITWISE_RIGHT_SHIFT =
            binary("bitwise_right_shift", Expr::shiftRight).integers().noFloats();
    public static final Elementwise WHERE = ternary("where", (c, a, b) -> new Expr.Flag(0).then(a, b))
            .integers()
            .bools();

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
