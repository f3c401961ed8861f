package io.lanewise.codegen;

import io.lanewise.codegen.RowPass.Attribute;
import io.lanewise.codegen.RowPass.Given;
import io.lanewise.codegen.RowPass.Length;
import io.lanewise.codegen.RowPass.Map;
import io.lanewise.codegen.RowPass.MapSum;
import io.lanewise.codegen.RowPass.Number;
import io.lanewise.codegen.RowPass.Reduce;
import io.lanewise.codegen.RowPass.Result;
import io.lanewise.expr.Expr;
import io.lanewise.expr.RowFunction;
import java.util.ArrayList;
import java.util.List;

/** What each row function is, pass by pass; of the two cross entropies, up to where the class matters. */
final class RowDefinitions {
    private static final Expr ONE = Expr.Const.ONE;

    private RowDefinitions() {}

    static List<RowPass> of(RowFunction function) {
        return switch (function) {
            case SOFTMAX -> softmax(new Number(ONE.div(number(1))), new Map(1, row(1).mul(number(2))));
            case LOG_SOFTMAX ->
                softmax(
                        new Number(number(1).log()),
                        new Map(1, row(0).sub(number(0)).sub(number(2))));
            case CROSS_ENTROPY -> softmax(new Number(number(1).log()));
            case CROSS_ENTROPY_GRAD ->
                softmax(new Given(2, 0), new Number(number(2).div(number(1))), new Map(1, row(1).mul(number(3))));
            case LOG_SUM_EXP ->
                List.of(
                        new Reduce(Fold.MAX, 0),
                        new Number(finite(number(0))),
                        new MapSum(1, row(0).sub(number(1)).exp()),
                        new Result(2, 0, number(1).add(number(2).log())));
            case SOFTMAX_GRAD -> List.of(new Reduce(Fold.DOT, 0, 1), new Map(2, row(0).mul(row(1).sub(number(0)))));
            case LOG_SOFTMAX_GRAD ->
                List.of(
                        new Reduce(Fold.SUM, 1),
                        new Map(2, row(1).sub(row(0).exp().mul(number(0)))));
            case RUNNING_SOFTMAX -> runningSoftmax();
            case SCALE -> List.of(new Given(1, 0), new Map(0, row(0).mul(number(0))));
            case EXP_BELOW ->
                List.of(new Given(1, 0), new Map(0, row(0).sub(number(0)).exp()));
            case SCORES_GRAD -> List.of(new Given(2, 0), new Map(1, row(0).mul(row(1).sub(number(0)))));
            case LAYER_NORM ->
                centered(new Map(
                        3, row(0).sub(number(2)).mul(number(5)).mul(row(1)).add(row(2))));
            case LAYER_NORM_GRAD -> layerNormGrad();
            case LAYER_NORM_WEIGHT_GRAD ->
                centered(
                        new Map(
                                2,
                                row(2).add(row(0).sub(number(2)).mul(number(5)).mul(row(1)))),
                        new Map(3, row(3).add(row(1))));
            case RMS_NORM -> scaled(new Map(2, row(0).mul(number(3)).mul(row(1))));
            case RMS_NORM_GRAD -> rmsNormGrad();
            case RMS_NORM_WEIGHT_GRAD ->
                scaled(new Map(2, row(2).add(row(0).mul(number(3)).mul(row(1)))));
        };
    }

    private static Expr row(int operand) {
        return Expr.input(operand);
    }

    private static Expr number(int index) {
        return Expr.param(index);
    }

    /** An infinite maximum is not subtracted: inf - inf would be NaN. */
    private static Expr finite(Expr maximum) {
        return maximum.abs().lt(Expr.of(Double.POSITIVE_INFINITY)).then(maximum, Expr.Const.ZERO);
    }

    private static List<RowPass> then(List<RowPass> passes, RowPass... more) {
        var all = new ArrayList<>(passes);
        all.addAll(List.of(more));
        return all;
    }

    /** Numbers 0 and 1: the maximum, and the sum of exp(x − maximum), which operand 1 holds. */
    private static List<RowPass> softmax(RowPass... more) {
        return then(
                List.of(
                        new Reduce(Fold.MAX, 0),
                        new MapSum(1, number(0).sub(row(0)).expOfMinus())),
                more);
    }

    private static List<RowPass> runningSoftmax() {
        var before = number(1);
        var top = number(2);
        var subtracted = number(3);
        var sum = number(4);
        return List.of(
                new Reduce(Fold.MAX, 0),
                new Given(1, 0),
                new Number(number(0).max(before)),
                // A row that is masked so far: -inf is not subtracted from -inf.
                new Number(top.eq(Expr.of(Double.NEGATIVE_INFINITY)).then(Expr.Const.ZERO, top)),
                new MapSum(0, subtracted.sub(row(0)).expOfMinus()),
                new Number(subtracted.sub(before).expOfMinus()),
                new Given(1, 1),
                new Result(1, 0, top),
                new Result(1, 1, number(6).mul(number(5)).add(sum)),
                new Result(1, 2, number(5)));
    }

    /** Numbers 1, 2 and 5: the length, the mean, and 1 / √(variance + eps). */
    private static List<RowPass> centered(RowPass... more) {
        return then(
                List.of(
                        new Reduce(Fold.SUM, 0),
                        new Length(),
                        new Number(number(0).div(number(1))),
                        new Reduce(Fold.CENTERED_SQUARES, List.of(0), List.of(2)),
                        new Attribute(0),
                        new Number(
                                ONE.div(number(3).div(number(1)).add(number(4)).sqrt()))),
                more);
    }

    /** With t = g·scale: (t − mean(t) − (x − mean)·inverse²·mean(t·(x − mean)))·inverse. */
    private static List<RowPass> layerNormGrad() {
        var inverse = number(5);
        return centered(
                new MapSum(3, row(1).mul(row(2))),
                new Reduce(Fold.CENTERED_DOT, List.of(0, 3), List.of(2)),
                new Number(number(6).div(number(1))),
                new Number(number(7).div(number(1)).mul(inverse).mul(inverse)),
                new Map(
                        3,
                        row(3).sub(number(8))
                                .sub(row(0).sub(number(2)).mul(number(9)))
                                .mul(inverse)));
    }

    /** Numbers 1 and 3: the length, and 1 / √(mean of squares + eps). */
    private static List<RowPass> scaled(RowPass... more) {
        return then(
                List.of(
                        new Reduce(Fold.SUM_SQUARES, 0),
                        new Length(),
                        new Attribute(0),
                        new Number(
                                ONE.div(number(0).div(number(1)).add(number(2)).sqrt()))),
                more);
    }

    /** With t = g·scale: (t − x·inverse²·mean(t·x))·inverse. */
    private static List<RowPass> rmsNormGrad() {
        var inverse = number(3);
        return scaled(
                new Map(3, row(1).mul(row(2))),
                new Reduce(Fold.DOT, 0, 3),
                new Number(number(4).div(number(1)).mul(inverse).mul(inverse)),
                new Map(3, row(3).sub(row(0).mul(number(5))).mul(inverse)));
    }
}
