package io.lanewise.expr;

/**
 * Lowering of erf, erfc and the normal distribution function.
 *
 * <p>erf x = x + x·P(x²) on |x| ≤ 1. For t ≥ 0, erfc t = exp(-t²)·u·Q(q) with u = 1 / (t + K), which maps the half line
 * to (0, 1/K], and q = a·u + b, which takes that to about [-1, 1]: (t + K)·exp(t²)·erfc t varies little there (Shepherd
 * and Laframboise, Math. Comp. 36, 1981, with a map of one division). The normal distribution has a polynomial of its
 * own: exp(-t²/2)·u·R(q) is the mass beyond t. In f32 erf x beyond 1 needs no more than the absolute error of erfc x:
 * there it is exp(L(x)), L a polynomial.
 */
final class ErrorFunctions {
    private static final double[] ERF32 = {
        0.12837916612625122,
        -0.3761262595653534,
        0.11283600330352783,
        -0.026854444295167923,
        0.005189535208046436,
        -0.0008020840468816459,
        7.889114931458607e-05
    };
    private static final double[] ERF64 = {
        0.12837916709551256,
        -0.3761263890318355,
        0.11283791670945252,
        -0.02686617064327602,
        0.005223977607422088,
        -0.0008548325989642959,
        0.00012055295319228035,
        -1.4924744644820125e-05,
        1.6447517511670073e-06,
        -1.6209175051111221e-07,
        1.3722974085577803e-08,
        -7.801187300572818e-10
    };
    private static final double[] LOG_ERFC32 = {
        -0.0026627308689057827,
        -1.1174685955047607,
        -0.6544493436813354,
        -0.08865965902805328,
        0.014786137267947197,
        -0.0011514078360050917
    };
    private static final double[] ERFC32 = {
        1.0293240547180176,
        0.44954076409339905,
        0.041972603648900986,
        -0.031736765056848526,
        -0.0013542902888730168,
        0.003882338758558035,
        -0.0007795325946062803,
        -0.00034179739304818213,
        0.0002320052735740319,
        -3.973578714067116e-06,
        -2.6883748432737775e-05
    };
    private static final double[] ERFC64 = {
        1.214842297045567,
        1.0403205418608592,
        0.7747730544779976,
        0.49979615992097864,
        0.27656317194731705,
        0.12887750057750266,
        0.048844004302997186,
        0.013962430682883572,
        0.0023775766340072193,
        -0.00011904044414356691,
        -0.00020511934518160224,
        -4.421006709256025e-05,
        6.757168771252281e-06,
        5.128594097263857e-06,
        2.293614622004871e-07,
        -4.560714000103214e-07,
        -7.278478648094871e-08,
        4.068693265434373e-08,
        1.0106939691764272e-08,
        -4.013883831497747e-09,
        -1.1057803688264394e-09,
        4.18031197631056e-10,
        7.792941289906503e-11,
        -3.200551298598988e-11
    };
    private static final double[] NORMAL32 = {
        0.8833208123811417,
        0.5989828734214017,
        0.2896970332187751,
        0.09233775373935527,
        0.013802697962710863,
        -0.0021077418023830777,
        -0.001149720577982165,
        4.192016154762303e-05,
        7.439872691139451e-05
    };
    private static final double[] NORMAL64 = {
        0.7552851304157515,
        0.4863173135775137,
        0.2477679364750173,
        0.09549919127534451,
        0.024738437075327614,
        0.002470769120617035,
        -0.0009121804759580266,
        -0.000342007418996906,
        2.237146331668107e-05,
        3.1017037150752084e-05,
        -2.048976940735393e-07,
        -3.018905544516744e-06,
        4.9248934815471294e-08,
        3.2546497035527434e-07,
        -2.7694347613200166e-08,
        -3.594273735355616e-08,
        7.650617364630899e-09,
        3.4894997217967794e-09,
        -1.5385812807419953e-09,
        -1.9139646709156384e-10,
        2.2619871274074888e-10,
        -1.7692982628652566e-11,
        -1.860980929116737e-11,
        4.28697598715084e-12
    };

    private final FloatFormat format;
    private final Exponentials exponentials;

    ErrorFunctions(FloatFormat format) {
        this.format = format;
        this.exponentials = new Exponentials(format);
    }

    /** |x|, but no more than a limit beyond which the tail is zero. */
    private Expr clamped(Expr x, double limit) {
        Expr t = x.abs();
        return t.gt(limit).then(Expr.of(limit), t);
    }

    /** exp(-k·t²)·u·P(a·u + b), u = 1 / (t + shift). */
    private Expr tail(Expr t, double k, double shift, double a, double b, double[] p) {
        double scale = exponentials.gaussianScale();
        Expr u = t.add(shift).divInto(1 / scale);
        Expr q = u.fma(Expr.of(a * scale), Expr.of(b));
        return exponentials.gaussian(t, k).mul(FloatFormat.polynomial(q, p).mul(u));
    }

    private Expr upperErfc(Expr x) {
        Expr t = clamped(x, format.pick(10.5, 28));
        return tail(
                t,
                1,
                format.pick(1.5, 4),
                format.pick(3.5, 9),
                format.pick(-1.3125, -1.25),
                format.pick(ERFC32, ERFC64));
    }

    /** erf x for x ≥ 1. */
    private Expr upperErf(Expr x) {
        if (format.type() == ElementType.F64) {
            return upperErfc(x).subFrom(1);
        }
        Expr t = clamped(x, 4);
        return exponentials.expNear(FloatFormat.polynomial(t, LOG_ERFC32)).subFrom(1);
    }

    private Expr erfNear(Expr x) {
        return x.fma(FloatFormat.polynomial(x.square(), format.pick(ERF32, ERF64)), x);
    }

    Expr erf(Expr x) {
        Expr far = upperErf(x);
        return x.abs().lt(1).then(erfNear(x), x.lt(0).then(far.neg(), far));
    }

    Expr erfc(Expr x) {
        Expr tail = upperErfc(x);
        Expr far = x.lt(0).then(tail.subFrom(2), tail);
        return x.abs().lt(0.5).then(erfNear(x).subFrom(1), far);
    }

    Expr normalCdf(Expr x) {
        Expr t = clamped(x, format.pick(15, 39));
        Expr tail = tail(
                t,
                0.5,
                format.pick(3.75, 4),
                format.pick(9.375, 10),
                format.pick(-1.5, -1.25),
                format.pick(NORMAL32, NORMAL64));
        return x.gt(0).then(tail.subFrom(1), tail);
    }

    /** In f32 max(x, 0) - t·Φ(-t), t = |x|: like {@link #normalCdf} with w = -t / (t + K), of which q is linear too. */
    Expr gelu(Expr x) {
        if (format.type() == ElementType.F64) {
            return x.mul(normalCdf(x));
        }
        Expr t = clamped(x, 15);
        Expr w = t.div(t.subFrom(-3.75));
        Expr q = w.fma(Expr.of(2.5), Expr.of(1));
        var p = NORMAL32.clone();
        for (int i = 0; i < p.length; i++) {
            p[i] /= exponentials.gaussianScale();
        }
        Expr y = exponentials.gaussian(t, 0.5).mul(FloatFormat.polynomial(q, p)).mul(w);
        return x.gt(0).then(x.add(y), y);
    }
}
