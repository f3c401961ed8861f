package io.lanewise.kernels.product;

import static io.lanewise.kernels.product.Matrices.multiply;
import static io.lanewise.kernels.product.Matrices.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.MapKernel;
import io.lanewise.kernels.Pool;
import io.lanewise.kernels.Samples;
import io.lanewise.kernels.product.Matrices.Layout;
import io.lanewise.kernels.product.Matrices.Matrix;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MatMulTest {
    private static final int[][] SHAPES = {
        {1, 1, 1},
        {1, 70, 300},
        {70, 1, 300},
        {2, 3, 4},
        {5, 16, 17},
        {6, 64, 20},
        {7, 65, 21},
        {7, 33, 257},
        {13, 31, 10},
        {16, 20, 270},
        {64, 10, 32},
        {10, 128, 20},
        {5, 70, 520},
        {64, 80, 10},
        {30, 200, 0},
        {26, 257, 43}
    };

    /** Stands in for a generated activation. */
    private static final MapKernel RELU = (a, ao, as, b, bo, bs, c, co, cs, d, doff, ds, out, oo, os, n, params) -> {
        for (int i = 0; i < n; i++) {
            Matrices.put(out, oo + i * os, Math.max(0, Array.getDouble(a, ao + i * as)));
        }
    };

    @ParameterizedTest
    @EnumSource(names = {"F32", "F64"})
    void everyElementIsWithinTheBoundOfASumOfRoundedProducts(ElementType type) {
        double unit = type == ElementType.F32 ? 0x1p-24 : 0x1p-53;
        for (int[] shape : SHAPES) {
            // Twice the bound of the sum, since the oracle of f64 is itself rounded.
            double relative = 2 * (shape[2] + 2) * unit;
            double[][][] oracle = Matrices.oracle(
                    random(type, shape[0], shape[2], Layout.ROWS, 1), random(type, shape[2], shape[1], Layout.ROWS, 2));
            for (Layout la : Layout.values()) {
                for (Layout lb : Layout.values()) {
                    Matrix a = random(type, shape[0], shape[2], la, 1);
                    Matrix b = random(type, shape[2], shape[1], lb, 2);
                    for (Product product : Matrices.products(type)) {
                        checkAgainst(oracle, multiply(product, a, b), relative);
                    }
                }
            }
        }
    }

    private static void checkAgainst(double[][][] oracle, Object c, double relative) {
        int columns = oracle[0].length;
        for (int i = 0; i < oracle.length; i++) {
            for (int j = 0; j < columns; j++) {
                double exact = oracle[i][j][0];
                double bound = relative * oracle[i][j][1];
                double got = Array.getDouble(c, 2 + i * (columns + 1) + j);
                if (!(Math.abs(got - exact) <= bound)) { // a million of these: the slow assertion only on failure
                    assertThat(got).as("[%d, %d]", i, j).isCloseTo(exact, within(bound));
                }
            }
            assertThat(Array.getDouble(c, 2 + i * (columns + 1) + columns))
                    .as("what lies between the rows of the output")
                    .isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F64"})
    void theBitsAreTheSameAtEveryWidthAndInEveryLayout(ElementType type) {
        for (int[] shape : SHAPES) {
            List<Object> results = new ArrayList<>();
            for (Product product : Matrices.products(type)) {
                for (Layout la : Layout.values()) {
                    for (Layout lb : Layout.values()) {
                        Matrix a = random(type, shape[0], shape[2], la, 1);
                        Matrix b = random(type, shape[2], shape[1], lb, 2);
                        results.add(multiply(product, a, b));
                    }
                }
            }
            for (Object result : results) {
                assertThat(result).isEqualTo(results.getFirst());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F64"})
    void theBitsDoNotDependOnTheNumberOfThreads(ElementType type) {
        for (int[] shape :
                new int[][] {{64, 128, 784}, {128, 784, 64}, {300, 100, 50}, {1, 4_000, 300}, {2_000, 1, 400}}) {
            Matrix a = random(type, shape[0], shape[2], Layout.ROWS, 1);
            Matrix b = random(type, shape[2], shape[1], Layout.COLUMNS, 2);
            for (Product product : Matrices.products(type)) {
                Object together = multiply(product, a, b);
                Pool.limit(1, () -> assertThat(multiply(product, a, b)).isEqualTo(together));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F64"})
    void aRowsBitsDoNotDependOnTheBatchThatItIsIn(ElementType type) {
        int n = 75;
        for (Layout layout : Layout.values()) {
            Matrix a = random(type, 64, 700, Layout.ROWS, 1);
            Matrix b = random(type, 700, n, layout, 2);
            for (Product product : Matrices.products(type)) {
                Object batch = multiply(product, a, b);
                for (int i : new int[] {0, 5, 63}) {
                    Matrix row = new Matrix(type, 1, 700, a.array(), a.offset() + i * a.row(), a.row(), 1);
                    Object alone = multiply(product, row, b);
                    for (int j = 0; j < n; j++) {
                        assertThat(Array.get(alone, 2 + j)).isEqualTo(Array.get(batch, 2 + i * (n + 1) + j));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F64"})
    void aPackedOperandGivesTheSameBits(ElementType type) {
        for (int[] shape : SHAPES) {
            for (Layout layout : Layout.values()) {
                Matrix a = random(type, shape[0], shape[2], Layout.ROWS, 1);
                Matrix b = random(type, shape[2], shape[1], layout, 2);
                for (Product product : Matrices.products(type)) {
                    PackedB packed = product.pack(shape[1], shape[2], b.array(), b.offset(), b.row(), b.column());
                    Object c = Matrices.array(type, shape[0] * (shape[1] + 1) + 2);
                    product.run(new ProductCall(
                            shape[0],
                            shape[1],
                            shape[2],
                            a.array(),
                            a.offset(),
                            a.row(),
                            a.column(),
                            packed.panels(),
                            0,
                            0,
                            0,
                            packed,
                            c,
                            2,
                            shape[1] + 1,
                            Epilogue.STORE));
                    assertThat(c).isEqualTo(multiply(product, a, b));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F64"})
    void anEpilogueIsTheSameAsDoingItAfterwardsButForTheRounding(ElementType type) {
        for (int[] shape : SHAPES) {
            Matrix a = random(type, shape[0], shape[2], Layout.ROWS, 1);
            Matrix b = random(type, shape[2], shape[1], Layout.COLUMNS, 2);
            Matrix bias = random(type, 1, shape[1], Layout.ROWS, 3);
            List<Object> results = new ArrayList<>();
            for (Product product : Matrices.products(type)) {
                Object plain = multiply(product, a, b);
                Object accumulated = multiply(product, a, b, Epilogue.ACCUMULATE, 0.5);
                Object activated = multiply(
                        product,
                        a,
                        b,
                        Epilogue.bias(bias.array(), bias.offset()).then(RELU),
                        0);
                for (int i = 0; i < shape[0]; i++) {
                    for (int j = 0; j < shape[1]; j++) {
                        int at = 2 + i * (shape[1] + 1) + j;
                        double sum = Array.getDouble(plain, at);
                        assertThat(Array.getDouble(accumulated, at)).isCloseTo(sum + 0.5, within(1e-5));
                        assertThat(Array.getDouble(activated, at))
                                .isCloseTo(Math.max(0, sum + bias.get(0, j)), within(1e-5));
                    }
                }
                results.add(accumulated);
                results.add(activated);
            }
            for (int i = 2; i < results.size(); i++) {
                assertThat(results.get(i)).isEqualTo(results.get(i - 2));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F64"})
    void aNanReachesItsRowOrColumnAndNothingElse(ElementType type) {
        Matrix a = random(type, 13, 70, Layout.ROWS, 1);
        Matrix b = random(type, 70, 67, Layout.ROWS, 2);
        a.set(7, 69, Double.NaN);
        b.set(3, 66, Double.POSITIVE_INFINITY);
        for (Product product : Matrices.products(type)) {
            Object c = multiply(product, a, b);
            for (int i = 0; i < 13; i++) {
                for (int j = 0; j < 67; j++) {
                    double got = Array.getDouble(c, 2 + i * 68 + j);
                    assertThat(Double.isNaN(got)).isEqualTo(i == 7);
                    assertThat(Double.isInfinite(got)).isEqualTo(i != 7 && j == 66);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F64"})
    void whatScratchArraysHeldBeforeDoesNotMatter(ElementType type) {
        Matrix a = random(type, 33, 300, Layout.STRIDED, 1);
        Matrix b = random(type, 300, 77, Layout.STRIDED, 2);
        for (Product product : Matrices.products(type)) {
            Object expected = multiply(product, a, b);
            Samples.spoilRecycledArrays(type, 80_000);
            assertThat(multiply(product, a, b)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F64"})
    void aBatchIsItsProductsOneByOne(ElementType type) {
        int count = 9;
        Matrix a = random(type, 12, 40 * count, Layout.ROWS, 1);
        Matrix b = random(type, 40, 21 * count, Layout.ROWS, 2);
        Object together = Matrices.array(type, count * 12 * 21);
        Object apart = Matrices.array(type, count * 12 * 21);
        MatMul.batch(
                type,
                count,
                12,
                21,
                40,
                a.array(),
                a.offset(),
                40,
                a.row(),
                1,
                b.array(),
                b.offset(),
                21,
                b.row(),
                1,
                together,
                0,
                12 * 21,
                21,
                Epilogue.STORE);
        for (int i = 0; i < count; i++) {
            MatMul.run(
                    type,
                    12,
                    21,
                    40,
                    a.array(),
                    a.offset() + i * 40,
                    a.row(),
                    1,
                    b.array(),
                    b.offset() + i * 21,
                    b.row(),
                    1,
                    apart,
                    i * 12 * 21,
                    21,
                    Epilogue.STORE);
        }
        assertThat(together).isEqualTo(apart);
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F64"})
    void operandsThatDoNotFitTheirArraysAreRefusedBeforeAnyWork(ElementType type) {
        Object six = Matrices.array(type, 6);
        assertThatThrownBy(() -> MatMul.run(
                        type, 2, 2, 3, six, 1, 3, 1, six, 0, 2, 1, Matrices.array(type, 4), 0, 2, Epilogue.STORE))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("matmul: a of 2 x 3 elements spans 1 to 6 of an array of 6");
        assertThatThrownBy(() -> MatMul.run(
                        type,
                        2,
                        2,
                        3,
                        new int[6],
                        0,
                        3,
                        1,
                        six,
                        0,
                        2,
                        1,
                        Matrices.array(type, 4),
                        0,
                        2,
                        Epilogue.STORE))
                .hasMessageContaining("a is a int[]; expected " + type.carrier() + "[]");
        assertThatThrownBy(() -> MatMul.run(type, -1, 2, 3, six, 0, 3, 1, six, 0, 2, 1, six, 0, 2, Epilogue.STORE))
                .hasMessageContaining("m = -1");
        assertThatThrownBy(() ->
                        MatMul.run(ElementType.I32, 1, 1, 1, six, 0, 1, 1, six, 0, 1, 1, six, 0, 1, Epilogue.STORE))
                .hasMessageContaining("expected f32 or f64");
    }
}
