package io.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantizedTest {
    private static Tensor random(DType dtype, long seed, int... sizes) {
        var shape = Shape.of(sizes);
        var bytes = new byte[shape.elements()];
        new SplittableRandom(seed).nextBytes(bytes);
        return Tensor.wrap(bytes, dtype, shape);
    }

    /** The same in i64. */
    private static Tensor expected(Tensor a, Tensor b, Tensor zero, Tensor otherZero) {
        var x = a.to(DType.I64).sub(zero.to(DType.I64));
        return x.matmul(b.to(DType.I64).sub(otherZero.to(DType.I64))).to(DType.I32);
    }

    private static void assertSame(Tensor actual, Tensor expected) {
        assertThat(actual.dtype()).isEqualTo(expected.dtype());
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.toArray()).isEqualTo(expected.toArray());
    }

    @ParameterizedTest
    @CsvSource({"I8,I8", "U8,I8", "I8,U8", "U8,U8"})
    void productsOfBytesAreThoseOfI64(DType left, DType right) {
        int[][][] shapes = {
            {{5, 7}, {7, 3}},
            {{2, 3, 5, 7}, {7, 4}},
            {{2, 3, 5, 7}, {2, 3, 7, 4}},
            {{3, 5, 7}, {2, 1, 7, 4}},
            {{1, 600}, {600, 40}}
        };
        for (int[][] shape : shapes) {
            var a = random(left, 1, shape[0]);
            var b = random(right, 2, shape[1]);
            int m = a.size(-2);
            int n = b.size(-1);
            var none = Tensor.zeros(Shape.of(1), DType.I64);
            assertSame(a.matmulInteger(b, null, null), expected(a, b, none, none));
            var one = random(left, 3, 1);
            var other = random(right, 4, 1);
            assertSame(a.matmulInteger(b, one.reshape(Shape.of()), other), expected(a, b, one, other));
            var rows = random(left, 5, m);
            var columns = random(right, 6, n);
            assertSame(a.matmulInteger(b, rows, columns), expected(a, b, rows.unsqueeze(1), columns));
            var each = random(left, 7, a.shape().with(-1, 1).toArray());
            var eachOther = random(right, 8, b.shape().with(-2, 1).toArray());
            assertSame(a.matmulInteger(b, each, eachOther), expected(a, b, each, eachOther));
        }
    }

    @Test
    void viewsAndVectorsAreOperandsToo() {
        var a = random(DType.U8, 1, 9, 6);
        var b = random(DType.I8, 2, 5, 9);
        var none = Tensor.zeros(Shape.of(1), DType.I64);
        assertSame(a.t().matmulInteger(b.t(), null, null), expected(a.t(), b.t(), none, none));
        var row = a.select(1, 2);
        assertSame(row.matmulInteger(b.t(), null, null), expected(row, b.t(), none, none));
        assertSame(row.matmulInteger(row, null, null), expected(row, row, none, none));
    }

    @Test
    void aChangedWeightTakesPartInTheNextProduct() {
        var a = random(DType.U8, 1, 3, 20);
        var b = random(DType.I8, 2, 20, 4).copy();
        var none = Tensor.zeros(Shape.of(1), DType.I64);
        for (int i = 0; i < 4; i++) {
            assertSame(a.matmulInteger(b, null, null), expected(a, b, none, none));
            assertSame(a.matmulInteger(b, null, null), expected(a, b, none, none));
            b.add_(Tensor.ones(Shape.of(1), DType.I8));
        }
    }

    @Test
    void anEmptySumIsZero() {
        var product = random(DType.U8, 1, 3, 0).matmulInteger(random(DType.I8, 1, 0, 2), null, null);
        assertSame(product, Tensor.zeros(Shape.of(3, 2), DType.I32));
    }

    /** By ONNX's DynamicQuantizeLinear and MatMulInteger. */
    private static Tensor expectedLinear(Tensor x, Tensor w, Tensor scale, Tensor zero) {
        float least = Math.min(0, (float) x.amin().item());
        float step = (Math.max(0, (float) x.amax().item()) - least) / 255;
        int middle = (int) Math.rint(-least / step);
        var q = x.div(step).round().add(middle).clamp(0, 255).to(DType.U8);
        var sums = q.matmulInteger(w.t(), Tensor.of(middle).to(DType.U8), zero);
        return sums.to(DType.F32).mul(scale.mul(step));
    }

    @ParameterizedTest
    @CsvSource({"I8,1", "U8,1", "I8,6", "U8,6"})
    void aDynamicLinearLayerIsTheCompositionOfItsParts(DType dtype, int count) {
        var random = new SplittableRandom(3);
        var x = Tensor.wrap(random.doubles(4 * 5 * 700).map(v -> v * 6 - 2).toArray(), DType.F64, Shape.of(4, 5, 700));
        x = x.to(DType.F32);
        var w = random(dtype, 2, 6, 700);
        var scale = Tensor.wrap(random.doubles(count, 0.01, 1).toArray(), DType.F64, Shape.of(count))
                .to(DType.F32);
        var zero = random(dtype, 4, count);
        var bias = Tensor.of(1f, -2f, 3f, -4f, 5f, -6f);
        var expected = expectedLinear(x, w, scale, zero);
        assertSame(x.dynamicLinear(w, scale, zero, null), expected);
        assertSame(x.dynamicLinear(w, scale, zero, bias), expected.add(bias));
    }

    @ParameterizedTest
    @CsvSource({"I8", "U8"})
    void changedZeroPointsTakePartInTheNextLinearMap(DType dtype) {
        var x = Tensor.arange(30).to(DType.F32).sub(11).reshape(3, 10);
        var w = random(dtype, 1, 4, 10);
        var scale = Tensor.of(0.5f, 1f, 2f, 4f, 8f).slice(0, 1, 5);
        var zero = Tensor.zeros(Shape.of(4), dtype);
        for (int i = 0; i < 3; i++) {
            assertSame(x.dynamicLinear(w, scale, zero, null), expectedLinear(x, w, scale, zero));
            assertSame(x.dynamicLinear(w, scale, zero, null), expectedLinear(x, w, scale, zero));
            zero.add_(Tensor.ones(Shape.of(4), dtype));
        }
        zero.select(0, 1).add_(Tensor.ones(Shape.of(), dtype));
        assertSame(x.dynamicLinear(w, scale, zero, null), expectedLinear(x, w, scale, zero));
    }

    @Test
    void operandsThatDoNotFitAreRefusedWithTheReason() {
        var a = random(DType.U8, 1, 3, 4);
        var b = random(DType.I8, 2, 4, 5);
        assertThatThrownBy(() -> a.matmulInteger(b.to(DType.F32), null, null))
                .isInstanceOf(DTypeException.class)
                .hasMessage("matmulInteger: other is f32; expected i8 or u8");
        assertThatThrownBy(() -> a.matmulInteger(b.t(), null, null))
                .isInstanceOf(ShapeException.class)
                .hasMessage("matmulInteger: [3, 4] x [5, 4] do not match: expected [..., m, k] x [..., k, n]");
        assertThatThrownBy(() -> a.matmulInteger(b, random(DType.I8, 1, 1), null))
                .hasMessage("matmulInteger: zero is i8; expected u8");
        assertThatThrownBy(() -> a.matmulInteger(b, null, random(DType.I8, 1, 4)))
                .hasMessage("matmulInteger: otherZero [4] does not match [4, 5]: expected one element or one for each"
                        + " column");
        var x = Tensor.zeros(Shape.of(2, 4), DType.F32);
        var scale = Tensor.of(1f);
        assertThatThrownBy(() -> x.dynamicLinear(b, scale, null, null))
                .hasMessage("dynamicLinear: x [2, 4] and weight [4, 5] do not match: expected x [..., k] and weight"
                        + " [n, k]");
        assertThatThrownBy(() -> x.dynamicLinear(b.t(), Tensor.of(1f, 2f), null, null))
                .hasMessage("dynamicLinear: scale [2] does not match: expected one element or [5]");
        assertThatThrownBy(() -> x.dynamicLinear(b.t(), scale, null, Tensor.of(1f)))
                .hasMessage("dynamicLinear: bias [1] does not match: expected [5]");
        assertThatThrownBy(() -> x.dynamicLinear(b.t(), scale, random(DType.U8, 1, 1), null))
                .hasMessage("dynamicLinear: x is f32, scale f32, zero u8, bias null; expected f32, f32, i8, f32");
    }
}
