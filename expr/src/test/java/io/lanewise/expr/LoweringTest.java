package io.lanewise.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LoweringTest {
    private static final Set<UnaryOp> UNARY = EnumSet.of(
            UnaryOp.NEG, UnaryOp.ABS, UnaryOp.SQRT, UnaryOp.POW2, UnaryOp.EXPONENT, UnaryOp.MANTISSA, UnaryOp.BIT_NOT);
    private static final Set<BinaryOp> NOT_LOWERED = EnumSet.of(BinaryOp.FLOOR_DIV, BinaryOp.FLOOR_MOD, BinaryOp.ATAN2);

    static List<Elementwise> functions() {
        return Catalog.all();
    }

    @ParameterizedTest
    @MethodSource("functions")
    void onlyTheOperationsOfKernelsRemain(Elementwise f) {
        for (ElementType type : f.types()) {
            assertThat(Dag.of(Lowering.lower(f.expr(), type)).nodes()).allSatisfy(node -> {
                switch (node.expr()) {
                    case Expr.Unary u -> assertThat(UNARY).contains(u.op());
                    case Expr.Binary b -> assertThat(NOT_LOWERED).doesNotContain(b.op());
                    case Expr.Fma m -> assertThat(type.isFloat()).isTrue();
                    default -> assertThat(node.expr()).isNotInstanceOf(Expr.Output.class);
                }
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"7, 2", "-7, 2", "7, -2", "-7, -2", "6, 3", "-6, 3", "0, 5", "-1, 100", "127, -128"})
    void integersDivideLikePython(long a, long b) {
        long[] operands = {a, b};
        for (ElementType type : List.of(ElementType.I8, ElementType.I32, ElementType.I64)) {
            assertThat(model(Catalog.FLOOR_DIVIDE, type).applyToIntegers(operands))
                    .isEqualTo(Math.floorDiv(a, b));
            assertThat(model(Catalog.REMAINDER, type).applyToIntegers(operands)).isEqualTo(Math.floorMod(a, b));
            assertThat(model(Catalog.TRUNC_DIVIDE, type).applyToIntegers(operands))
                    .isEqualTo(a / b);
            assertThat(model(Catalog.FMOD, type).applyToIntegers(operands)).isEqualTo(a % b);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "7.5, 2, 3, 1.5",
        "-7.5, 2, -4, 0.5",
        "7.5, -2, -4, -0.5",
        "-1, Infinity, -1, Infinity",
        "1, 0, Infinity, NaN",
        "-0.0, 3, -0.0, -0.0",
        "1, 0.1, 9, 0.09999999999999995"
    })
    void floatsDivideLikePython(double a, double b, double quotient, double remainder) {
        double[] operands = {a, b};
        assertThat(model(Catalog.FLOOR_DIVIDE, ElementType.F64).apply(operands)).isEqualTo(Double.valueOf(quotient));
        assertThat(model(Catalog.REMAINDER, ElementType.F64).apply(operands)).isEqualTo(Double.valueOf(remainder));
    }

    @Test
    void integersWrapAround() {
        assertThat(integer(Catalog.ADD, ElementType.I8, 127, 1)).isEqualTo(-128);
        assertThat(integer(Catalog.MUL, ElementType.U8, 16, 17)).isEqualTo(16);
        assertThat(integer(Catalog.NEG, ElementType.U8, 1)).isEqualTo(255);
        assertThat(integer(Catalog.ADD, ElementType.I32, Integer.MAX_VALUE, 1)).isEqualTo(Integer.MIN_VALUE);
        assertThat(integer(Catalog.ADD, ElementType.I64, Long.MAX_VALUE, 1)).isEqualTo(Long.MIN_VALUE);
        assertThat(integer(Catalog.POW, ElementType.I64, 3, 40)).isEqualTo(-6289078614652622815L);
        assertThat(integer(Catalog.POW, ElementType.I32, 2, -1)).isEqualTo(0);
    }

    @Test
    void shiftsBeyondTheWidthLeaveTheSign() {
        assertThat(integer(Catalog.BITWISE_LEFT_SHIFT, ElementType.I32, 1, 32)).isEqualTo(0);
        assertThat(integer(Catalog.BITWISE_LEFT_SHIFT, ElementType.I64, 1, 40)).isEqualTo(1L << 40);
        assertThat(integer(Catalog.BITWISE_RIGHT_SHIFT, ElementType.I8, -128, 9))
                .isEqualTo(-1);
        assertThat(integer(Catalog.BITWISE_RIGHT_SHIFT, ElementType.I32, -8, 1)).isEqualTo(-4);
    }

    @Test
    void boolsAreZeroAndOne() {
        assertThat(integer(Catalog.BITWISE_NOT, ElementType.BOOL, 1)).isEqualTo(0);
        assertThat(integer(Catalog.LOGICAL_NOT, ElementType.BOOL, 0)).isEqualTo(1);
        assertThat(integer(Catalog.LOGICAL_XOR, ElementType.I32, 5, 5)).isEqualTo(0);
        assertThat(integer(Catalog.MAXIMUM, ElementType.BOOL, 0, 1)).isEqualTo(1);
    }

    @Test
    void integersAreFinite() {
        assertThat(integer(Catalog.ISFINITE, ElementType.I32, Integer.MAX_VALUE))
                .isEqualTo(1);
        assertThat(integer(Catalog.ISINF, ElementType.I64, Long.MAX_VALUE)).isEqualTo(0);
        assertThat(integer(Catalog.ISNAN, ElementType.I8, 3)).isEqualTo(0);
    }

    @Test
    void anOperationWithoutMeaningForTheTypeIsRefused() {
        assertThatThrownBy(() -> Lowering.lower(Catalog.SIN.expr(), ElementType.I32))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("SIN is not defined for I32");
        assertThatThrownBy(() -> Lowering.lower(Catalog.BITWISE_OR.expr(), ElementType.F32))
                .hasMessage("BIT_OR is not defined for F32");
    }

    private static long integer(Elementwise f, ElementType type, long... operands) {
        return model(f, type).applyToIntegers(operands);
    }

    private static Interpreter model(Elementwise f, ElementType type) {
        return Interpreter.model(f.expr(), type);
    }
}
