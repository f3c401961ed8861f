package io.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrinterTest {
    @Test
    void wholeNumbersOfFloatTypesEndInAPoint() {
        assertThat(Tensor.of(1f, 2, 3)).hasToString("[1., 2., 3.]");
        assertThat(Tensor.of(1f, -10)).hasToString("[  1., -10.]");
    }

    @Test
    void fractionsHaveFourDecimalsInColumns() {
        assertThat(Tensor.of(0.5f, -1.25f, 10, 0).reshape(2, 2)).hasToString("""
            [[ 0.5000, -1.2500],
             [10.0000,  0.0000]]\
            """);
        assertThat(Tensor.of(0.1f)).hasToString("[0.1000]");
    }

    @Test
    void numbersOfVeryDifferentSizesAreScientific() {
        assertThat(Tensor.of(1f, 0.00001f, -2e10f)).hasToString("[ 1.0000e+00,  1.0000e-05, -2.0000e+10]");
        assertThat(Tensor.of(1e-300, 1e300)).hasToString("[1.0000e-300, 1.0000e+300], dtype=f64");
    }

    @Test
    void typesThatCannotBeSeenAreNamed() {
        assertThat(Tensor.of(1L, -20)).hasToString("[  1, -20], dtype=i64");
        assertThat(Tensor.of(7).to(DType.I32)).hasToString("[7], dtype=i32");
        assertThat(Tensor.of(true, false)).hasToString("[ true, false]");
        assertThat(Tensor.of(1.5).to(DType.BF16)).hasToString("[1.5000], dtype=bf16");
        assertThat(Tensor.of(200).to(DType.U8)).hasToString("[200], dtype=u8");
    }

    @Test
    void nanAndInfinitiesLineUp() {
        assertThat(Tensor.of(1f, Float.NaN, Float.NEGATIVE_INFINITY)).hasToString("[  1.,  nan, -inf]");
        assertThat(Tensor.of(Float.POSITIVE_INFINITY)).hasToString("[inf]");
    }

    @Test
    void aSingleNumberHasNoBrackets() {
        assertThat(Tensor.scalar(3.5, DType.F32)).hasToString("3.5000");
        assertThat(Tensor.scalar(3, DType.I64)).hasToString("3, dtype=i64");
    }

    @Test
    void emptyTensorsShowTheirShape() {
        assertThat(Tensor.zeros(0)).hasToString("[]");
        assertThat(Tensor.zeros(Shape.of(2, 0), DType.I32)).hasToString("[], shape=[2, 0], dtype=i32");
    }

    @Test
    void matricesOfMatricesAreSetApart() {
        assertThat(Tensor.arange(8).reshape(2, 2, 2)).hasToString("""
            [[[0, 1],
              [2, 3]],

             [[4, 5],
              [6, 7]]], dtype=i64\
            """);
    }

    @Test
    void longRowsAreBroken() {
        assertThat(Tensor.arange(30).toString().lines()).hasSize(2).allMatch(line -> line.length() <= 80 + 12);
        assertThat(Tensor.arange(30).toString()).contains("19,\n 20");
    }

    @Test
    void manyElementsAreSummarized() {
        assertThat(Tensor.arange(2000))
                .hasToString("[   0,    1,    2,  ..., 1997, 1998, 1999], shape=[2000], dtype=i64");
        assertThat(Tensor.zeros(1000, 2)).hasToString("""
            [[0., 0.],
             [0., 0.],
             [0., 0.],
             ...,
             [0., 0.],
             [0., 0.],
             [0., 0.]], shape=[1000, 2]\
            """);
    }

    @Test
    void viewsPrintTheirOwnElements() {
        assertThat(Tensor.of(1f, 2, 3, 4).reshape(2, 2).t()).hasToString("""
            [[1., 3.],
             [2., 4.]]\
            """);
    }

    @Test
    void roundingIsToEvenOfTheExactValue() {
        assertThat(Tensor.of(0.00005, 0.03125, 0.00015)).hasToString("[5.0000e-05, 3.1250e-02, 1.5000e-04], dtype=f64");
        assertThat(Tensor.of(0.03125, 0.15625)).hasToString("[0.0312, 0.1562], dtype=f64");
        assertThat(Tensor.of(-0f, 0f)).hasToString("[-0., 0.]".replace(", ", ",  "));
    }
}
