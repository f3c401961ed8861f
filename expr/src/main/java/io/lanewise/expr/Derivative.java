package io.lanewise.expr;

import static io.lanewise.expr.Expr.Const.ONE;
import static io.lanewise.expr.Expr.Const.ZERO;

import io.lanewise.expr.Expr.Binary;
import io.lanewise.expr.Expr.Const;
import io.lanewise.expr.Expr.Fma;
import io.lanewise.expr.Expr.Input;
import io.lanewise.expr.Expr.Select;
import io.lanewise.expr.Expr.Unary;
import java.util.ArrayList;
import java.util.List;

/**
 * Symbolic differentiation. The tangent of each part is computed from those of its own parts, beginning with a given
 * tangent for the variable; that it is multiplied in at the leaves keeps it inside the branches of a Select, so that
 * an infinite gradient times a zero slope does not occur.
 */
final class Derivative {
    private static final double LN_2 = 0.6931471805599453;
    private static final double LN_10 = 2.302585092994046;
    private static final double TWO_OVER_SQRT_PI = 1.1283791670955126;
    private static final double ONE_OVER_SQRT_2_PI = 0.3989422804014327;

    private Derivative() {}

    /** The derivative by an input. */
    static Expr of(Expr expr, int index) {
        return Simplify.simplify(of(expr, index, ONE));
    }

    /** The derivative by an input, times a factor. The object {@link Const#ZERO} stands for no dependence at all. */
    static Expr of(Expr expr, int index, Expr factor) {
        List<Expr> tangents = new ArrayList<>();
        for (Dag.Node node : Dag.of(expr).nodes()) {
            List<Expr> parts = node.children().stream().map(tangents::get).toList();
            boolean flat = parts.stream().allMatch(t -> t == ZERO);
            tangents.add(
                    switch (node.expr()) {
                        case Input i -> i.index() == index ? factor : ZERO;
                        case Expr e when flat -> ZERO;
                        case Unary u -> unary(u, parts.getFirst());
                        case Binary b -> binary(b, parts.get(0), parts.get(1));
                        case Fma f -> plus(product(f.a(), f.b(), parts.get(0), parts.get(1)), parts.get(2));
                        case Select s -> select(s.condition(), parts.get(1), parts.get(2));
                        default -> ZERO;
                    });
        }
        return tangents.getLast();
    }

    /** A factor times a slope, taken into the branches of a choice of which one is a constant. */
    static Expr times(Expr factor, Expr slope) {
        if (factor == ZERO || slope.equals(ZERO)) {
            return ZERO;
        }
        return switch (slope) {
            case Select s
            when s.whenTrue() instanceof Const || s.whenFalse() instanceof Const ->
                select(s.condition(), times(factor, s.whenTrue()), times(factor, s.whenFalse()));
            case Const c when c.value() == 1 -> factor;
            case Const c when c.value() == -1 -> factor.neg();
            default -> factor.mul(slope);
        };
    }

    private static Expr plus(Expr a, Expr b) {
        if (a == ZERO) {
            return b;
        }
        return b == ZERO ? a : a.add(b);
    }

    private static Expr minus(Expr a, Expr b) {
        if (b == ZERO) {
            return a;
        }
        return a == ZERO ? b.neg() : a.sub(b);
    }

    private static Expr select(Expr condition, Expr a, Expr b) {
        return a == ZERO && b == ZERO ? ZERO : condition.then(a, b);
    }

    private static Expr product(Expr a, Expr b, Expr da, Expr db) {
        return a == b ? times(times(da, Expr.of(2)), a) : plus(times(da, b), times(db, a));
    }

    private static Expr normalDensity(Expr x) {
        return x.square().mul(-0.5).exp().mul(ONE_OVER_SQRT_2_PI);
    }

    private static Expr unary(Unary y, Expr dx) {
        Expr x = y.x();
        return switch (y.op()) {
            case NEG -> dx.neg();
            case ABS -> x.gt(0).then(dx, x.lt(0).then(dx.neg(), ZERO));
            case SIGN, FLOOR, CEIL, TRUNC, ROUND -> ZERO;
            case SQRT -> dx.div(y.mul(2));
            case EXP -> dx.mul(y);
            case EXP2 -> dx.mul(y.mul(LN_2));
            case EXP_OF_MINUS -> dx.mul(y).neg();
            case EXPM1 -> dx.mul(x.exp());
            case LOG -> dx.div(x);
            case LOG2 -> dx.div(x.mul(LN_2));
            case LOG10 -> dx.div(x.mul(LN_10));
            case LOG1P -> dx.div(x.add(1));
            case TANH -> dx.mul(y.square().subFrom(1));
            case SIGMOID -> dx.mul(y.subFrom(1).mul(y));
            case ERF -> dx.mul(x.square().neg().exp().mul(TWO_OVER_SQRT_PI));
            case ERFC -> dx.mul(x.square().neg().exp().mul(-TWO_OVER_SQRT_PI));
            case NORMAL_CDF -> dx.mul(normalDensity(x));
            case GELU -> dx.mul(x.mul(normalDensity(x)).add(x.normalCdf()));
            case SIN -> dx.mul(x.cos());
            case COS -> dx.mul(x.sin().neg());
            case TAN -> dx.mul(y.square().add(1));
            case ASIN -> dx.div(x.square().subFrom(1).sqrt());
            case ACOS -> dx.neg().div(x.square().subFrom(1).sqrt());
            case ATAN -> dx.div(x.square().add(1));
            case SINH -> dx.mul(x.cosh());
            case COSH -> dx.mul(x.sinh());
            case BIT_NOT, POW2, EXPONENT, MANTISSA -> throw new IllegalArgumentException(y.op() + " has no derivative");
        };
    }

    private static Expr binary(Binary y, Expr da, Expr db) {
        Expr a = y.a();
        Expr b = y.b();
        return switch (y.op()) {
            case ADD -> plus(da, db);
            case SUB -> minus(da, db);
            case MUL -> product(a, b, da, db);
            case DIV -> minus(da == ZERO ? ZERO : da.div(b), times(db, y.div(b)));
            case MIN -> extremum(a.eq(b), a.lt(b), a.gt(b), da, db);
            case MAX -> extremum(a.eq(b), a.gt(b), a.lt(b), da, db);
            case POW -> power(y, da, db);
            case ATAN2 -> minus(times(da, b), times(db, a)).div(a.square().add(b.square()));
            case REM -> minus(da, times(db, a.div(b).trunc()));
            case FLOOR_MOD -> minus(da, times(db, a.floorDiv(b)));
            case FLOOR_DIV -> ZERO;
            case BIT_AND, BIT_OR, BIT_XOR, SHIFT_LEFT, SHIFT_RIGHT ->
                throw new IllegalArgumentException(y.op() + " has no derivative");
        };
    }

    /** The one that is chosen; equal ones share alike; with NaN both, as in PyTorch. */
    private static Expr extremum(Expr tie, Expr first, Expr second, Expr da, Expr db) {
        Expr ofA = da == ZERO ? ZERO : second.then(ZERO, tie.then(da.mul(0.5), da));
        Expr ofB = db == ZERO ? ZERO : first.then(ZERO, tie.then(db.mul(0.5), db));
        return plus(ofA, ofB);
    }

    /** As PyTorch: 0 by the base where the exponent is 0; 0 by the exponent where 0 is the base. */
    private static Expr power(Binary y, Expr da, Expr db) {
        Expr a = y.a();
        Expr b = y.b();
        Expr byBase = b.mul(a.pow(b.sub(1)));
        Expr ofA = da == ZERO ? ZERO : b.eq(0).then(ZERO, da.mul(byBase));
        Expr still = a.eq(0).and(b.ge(0));
        Expr ofB = db == ZERO ? ZERO : still.then(ZERO, db.mul(y.mul(a.log())));
        return plus(ofA, ofB);
    }
}
