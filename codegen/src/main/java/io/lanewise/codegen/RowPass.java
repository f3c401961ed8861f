package io.lanewise.codegen;

import io.lanewise.expr.Expr;
import io.lanewise.expr.RowFunction;
import java.util.List;

/**
 * A part of the definition of a row kernel. Its expressions see three rows, {@link #X}, {@link #Y} and {@link #OUT},
 * and, as parameters in their order, the numbers that the earlier passes found.
 */
sealed interface RowPass {
    Expr X = Expr.input(0);
    Expr Y = Expr.input(1);
    Expr OUT = Expr.input(2);

    /** Finds a number: the reduction of rows. */
    record Reduce(Fold fold, List<Expr> rows) implements RowPass {}

    /** Finds a number from those found before. */
    record Number(Expr value) implements RowPass {}

    /** Finds a number: the factor that the caller gave for the row. */
    record Factor() implements RowPass {}

    /** Writes a row. */
    record Map(Expr row, Expr value) implements RowPass {}

    /** Writes a number to the result. */
    record Result(Expr value) implements RowPass {}

    /** What a function is, pass by pass; of the two cross entropies, up to where the class matters. */
    static List<RowPass> of(RowFunction function) {
        Expr p0 = Expr.param(0);
        Expr p1 = Expr.param(1);
        Expr p2 = Expr.param(2);
        return switch (function) {
            case SOFTMAX ->
                List.of(
                        new Reduce(Fold.MAX, List.of(X)),
                        new Map(OUT, X.sub(p0).exp()),
                        new Reduce(Fold.SUM, List.of(OUT)),
                        new Number(Expr.Const.ONE.div(p1)),
                        new Map(OUT, OUT.mul(p2)));
            case LOG_SOFTMAX ->
                List.of(
                        new Reduce(Fold.MAX, List.of(X)),
                        new Map(OUT, X.sub(p0).exp()),
                        new Reduce(Fold.SUM, List.of(OUT)),
                        new Number(p1.log()),
                        new Map(OUT, X.sub(p0).sub(p2)));
            case LOG_SUM_EXP ->
                List.of(
                        new Reduce(Fold.MAX, List.of(X)),
                        // An infinite maximum is not subtracted: inf - inf would be NaN.
                        new Number(
                                p0.abs().lt(Expr.of(Double.POSITIVE_INFINITY)).then(p0, Expr.Const.ZERO)),
                        new Map(Y, X.sub(p1).exp()),
                        new Reduce(Fold.SUM, List.of(Y)),
                        new Result(p1.add(p2.log())));
            case SOFTMAX_GRAD -> List.of(new Reduce(Fold.DOT, List.of(X, Y)), new Map(OUT, X.mul(Y.sub(p0))));
            case LOG_SOFTMAX_GRAD ->
                List.of(
                        new Reduce(Fold.SUM, List.of(Y)),
                        new Map(OUT, Y.sub(X.exp().mul(p0))));
            case CROSS_ENTROPY ->
                List.of(
                        new Reduce(Fold.MAX, List.of(X)),
                        new Map(OUT, X.sub(p0).exp()),
                        new Reduce(Fold.SUM, List.of(OUT)),
                        new Number(p1.log()));
            case CROSS_ENTROPY_GRAD ->
                List.of(
                        new Reduce(Fold.MAX, List.of(X)),
                        new Map(OUT, X.sub(p0).exp()),
                        new Reduce(Fold.SUM, List.of(OUT)),
                        new Factor(),
                        new Number(p2.div(p1)),
                        new Map(OUT, OUT.mul(Expr.param(3))));
        };
    }
}
