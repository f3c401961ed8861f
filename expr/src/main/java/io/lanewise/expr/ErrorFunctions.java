package io.lanewise.expr;

/**
 * Lowering of erf, erfc and the normal distribution function.
 *
 * <p>erf x = x + x·P(x²) on |x| ≤ 1. For t ≥ 0, erfc t = exp(-t²)·Q(q) / (1 + 2t) with q = (t - K) / (t + K), which maps
 * the half line to [-1, 1): (1 + 2t)·exp(t²)·erfc t varies little there (Shepherd and Laframboise, Math. Comp. 36, 1981).
 * The normal distribution has a polynomial of its own: exp(-t²/2)·R(q) / (1 + t) is the mass beyond t. t² is
 * taken exactly, as a rounded square and the rest, since the exponential multiplies the square's relative error by t².
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
    private static final double[] ERFC32 = {
        1.2769783735275269,
        -0.09276389330625534,
        -0.16603131592273712,
        0.1640530377626419,
        -0.054205521941185,
        -0.008043795824050903,
        0.008639875799417496,
        0.0012715349439531565,
        -0.0012558297021314502,
        -0.00036322828964330256,
        2.8071865017409436e-05
    };
    private static final double[] ERFC64 = {
        1.2329951186255526,
        -0.13962111684056253,
        0.015379652102619677,
        0.06809705425469538,
        -0.10103906603630082,
        0.09373283499825336,
        -0.06633036581229206,
        0.03716751553904721,
        -0.01619773405695836,
        0.005031969964006017,
        -0.0007577732945824318,
        -0.00019925661917134243,
        0.00015062170654369799,
        -2.4399469902629365e-05,
        -1.1222148309655193e-05,
        5.710270151291557e-06,
        2.9413010657095745e-07,
        -8.260813597869099e-07,
        7.409470590076283e-08,
        1.1042785090356578e-07,
        -1.742417273419622e-08,
        -1.4097683241056638e-08,
        1.6508694212311308e-09,
        1.1924571016750405e-09
    };
    private static final double[] NORMAL32 = {
        0.48605579137802124,
        -0.09652678668498993,
        -0.016432341188192368,
        0.045164719223976135,
        -0.02272687293589115,
        0.0011543823638930917,
        0.0029917783103883266,
        -0.0003379043482709676,
        -0.000469677965156734,
        9.350236723548733e-06,
        4.508339043240994e-05
    };
    private static final double[] NORMAL64 = {
        0.45345520027112796,
        -0.08502536230577068,
        0.03981142456242992,
        -0.004373386779597824,
        -0.01614151733220259,
        0.022592467062942927,
        -0.019766479219840486,
        0.013246864151452202,
        -0.007059819422980559,
        0.002935655540535046,
        -0.0008689946478591834,
        0.00011948953535248701,
        3.7794796125922454e-05,
        -2.6352994062283048e-05,
        4.41280754090712e-06,
        1.7829911166695102e-06,
        -1.0005688084972775e-06,
        5.408699018596602e-10,
        1.3382708994028453e-07,
        -2.052820313622367e-08,
        -1.6855257255893944e-08,
        2.8506663757126415e-09,
        2.0025408645849146e-09,
        1.546052478698578e-10
    };

    private final FloatFormat format;
    private final Exponentials exponentials;

    ErrorFunctions(FloatFormat format) {
        this.format = format;
        this.exponentials = new Exponentials(format);
    }

    /** exp(-k·t²), k a power of two. */
    private Expr gaussian(Expr t, double k) {
        Expr square = t.square();
        Expr rest = t.fma(t, square.neg());
        Expr e = exponentials.expNear(square.mul(-k));
        return rest.mul(-k).fma(e, e);
    }

    private Expr fold(Expr t, double k) {
        return t.sub(k).div(t.add(k));
    }

    /** |x|, but no more than a limit beyond which the tail is zero. */
    private Expr clamped(Expr x, double limit) {
        Expr t = x.abs();
        return t.gt(limit).then(Expr.of(limit), t);
    }

    private Expr upperErfc(Expr x) {
        Expr t = clamped(x, format.pick(10.5, 28));
        Expr q = FloatFormat.polynomial(fold(t, format.pick(2, 4)), format.pick(ERFC32, ERFC64));
        return gaussian(t, 1).mul(q.div(t.add(t).add(1)));
    }

    Expr erf(Expr x) {
        Expr near = x.fma(FloatFormat.polynomial(x.square(), format.pick(ERF32, ERF64)), x);
        Expr far = upperErfc(x).subFrom(1);
        Expr inRange = x.abs().lt(1).then(near, x.lt(0).then(far.neg(), far));
        return x.eq(0).then(x, inRange);
    }

    Expr erfc(Expr x) {
        Expr tail = upperErfc(x);
        return x.lt(0).then(tail.subFrom(2), tail);
    }

    Expr normalCdf(Expr x) {
        Expr t = clamped(x, format.pick(15, 39));
        Expr r = FloatFormat.polynomial(fold(t, format.pick(3, 6)), format.pick(NORMAL32, NORMAL64));
        Expr tail = gaussian(t, 0.5).mul(r.div(t.add(1)));
        return x.gt(0).then(tail.subFrom(1), tail);
    }
}
