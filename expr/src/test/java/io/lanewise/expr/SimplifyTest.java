package io.lanewise.expr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class SimplifyTest {
    private static final Expr X = Expr.input(0);
    private static final Expr Y = Expr.input(1);
    private static final double[] CONSTANTS = {0, -0.0, 1, -1, 2, 3, 0.5, Double.NaN, Double.POSITIVE_INFINITY};

    @RepeatedTest(300)
    void simplificationKeepsEveryValueToTheBit(RepetitionInfo repetition) {
        Expr expr = arbitrary(new Random(repetition.getCurrentRepetition()), 4);
        Interpreter before = Interpreter.oracle(expr);
        Interpreter after = Interpreter.oracle(Simplify.simplify(expr));
        for (double x : Samples.special(ElementType.F64)) {
            for (double y : new double[] {0, -0.0, 1, -2.5, Double.NaN, Double.NEGATIVE_INFINITY}) {
                double[] operands = {x, y};
                assertThat(after.apply(operands))
                        .as("%s at %s, %s", expr, x, y)
                        .isEqualTo(Double.valueOf(before.apply(operands)));
            }
        }
    }

    private static Expr arbitrary(Random random, int depth) {
        if (depth == 0) {
            return switch (random.nextInt(3)) {
                case 0 -> X;
                case 1 -> Y;
                default -> Expr.of(CONSTANTS[random.nextInt(CONSTANTS.length)]);
            };
        }
        Expr a = arbitrary(random, depth - 1);
        Expr b = arbitrary(random, depth - 1);
        return switch (random.nextInt(11)) {
            case 0 -> a.add(b);
            case 1 -> a.sub(b);
            case 2 -> a.mul(b);
            case 3 -> a.div(b);
            case 4 -> a.min(b);
            case 5 -> a.max(b);
            case 6 -> a.neg();
            case 7 -> a.abs();
            case 8 -> a.lt(b).then(a, b);
            case 9 -> a.eq(b).not().then(b, a);
            default -> a.pow(random.nextInt(4));
        };
    }

    @Test
    void neutralOperandsGo() {
        assertThat(Simplify.simplify(X.mul(1).div(1).sub(0).neg().neg())).isEqualTo(X);
        assertThat(Simplify.simplify(X.lt(Y).then(X, X))).isEqualTo(X);
        assertThat(Simplify.simplify(X.pow(2))).isEqualTo(X.mul(X));
        assertThat(Simplify.simplify(Expr.of(2).mul(Expr.of(3)).add(X)))
                .isEqualTo(Expr.of(6).add(X));
    }

    @Test
    void whatChangesASpecialValueStays() {
        assertThat(Simplify.simplify(X.add(0))).isEqualTo(X.add(0));
        assertThat(Simplify.simplify(X.mul(0))).isEqualTo(X.mul(0));
        assertThat(Simplify.simplify(X.sub(X))).isEqualTo(X.sub(X));
        assertThat(Simplify.simplify(X.lt(Y).not())).isEqualTo(X.lt(Y).not());
    }
}
