package io.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CreationTest {
    @Test
    void arangeHasAsManyNumbersAsStepsFitBeforeTheEnd() {
        assertThat(Tensor.arange(0, 1, 0.3, DType.F64).toDoubleArray()).containsExactly(0, 0.3, 0.6, 3 * 0.3);
        assertThat(Tensor.arange(5, 0, -2, DType.I64).toLongArray()).containsExactly(5, 3, 1);
        assertThat(Tensor.arange(1, 1, 1, DType.F32).elements()).isZero();
    }

    @Test
    void arangeRefusesStepsThatNeverArrive() {
        assertThatThrownBy(() -> Tensor.arange(0, 5, 0, DType.F32)).hasMessageContaining("a step other than 0");
        assertThatThrownBy(() -> Tensor.arange(0, 5, -1, DType.F32)).hasMessageContaining("leads away");
        assertThatThrownBy(() -> Tensor.arange(0, Double.NaN, 1, DType.F32)).hasMessageContaining("finite");
        assertThatThrownBy(() -> Tensor.arange(0, 1e12, 1, DType.F32)).isInstanceOf(ShapeException.class);
    }

    @Test
    void linspaceMeetsBothEndsAndIsSymmetrical() {
        var x = Tensor.linspace(-1, 1, 7, DType.F32).toFloatArray();
        for (int i = 0; i < 7; i++) {
            assertThat(x[i]).isEqualTo(-x[6 - i]);
        }
        assertThat(Tensor.linspace(3, 9, 1, DType.F32).toFloatArray()).containsExactly(3);
        assertThat(Tensor.linspace(0, 1, 0, DType.F32).elements()).isZero();
    }

    @Test
    void eyeHasOnesOnTheDiagonal() {
        assertThat(Tensor.eye(2, 3, DType.I32).toIntArray()).containsExactly(1, 0, 0, 0, 1, 0);
    }

    @Test
    void wrapSharesTheArrayAndChecksIt() {
        var array = new float[] {1, 2};
        var x = Tensor.wrap(array, DType.F32, Shape.of(2));
        array[0] = 5;
        assertThat(x.toFloatArray()).containsExactly(5, 2);
        assertThatThrownBy(() -> Tensor.wrap(array, DType.F64, Shape.of(2)))
                .isInstanceOf(DTypeException.class)
                .hasMessage("wrap: elements of f64 lie in a double[], not in a float[]");
        assertThatThrownBy(() -> Tensor.wrap(array, DType.F32, Shape.of(3)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("wrap: an array of 2 elements for shape [3] of 3");
    }

    @Test
    void everyTypeHoldsTheValueItIsFilledWith() {
        for (var dtype : DType.values()) {
            assertThat(Tensor.full(Shape.of(3), 1, dtype).toDoubleArray()).containsExactly(1, 1, 1);
        }
    }

    @Test
    void itemNeedsOneElement() {
        assertThat(Tensor.of(1f, 2, 3).get(1).item()).isEqualTo(2);
        assertThat(Tensor.full(Shape.of(1, 1), 255, DType.U8).itemLong()).isEqualTo(255);
        assertThatThrownBy(() -> Tensor.of(1f, 2).item())
                .hasMessage("item: expected a tensor with one element, not shape [2]");
        assertThatThrownBy(() -> Tensor.of(1f).itemLong()).isInstanceOf(DTypeException.class);
    }

    @Test
    void arraysOfViewsAreInRowMajorOrder() {
        var x = Tensor.arange(6).reshape(2, 3).t();
        assertThat(x.toLongArray()).containsExactly(0, 3, 1, 4, 2, 5);
        assertThat(x.toFloatArray()).containsExactly(0, 3, 1, 4, 2, 5);
        assertThat(Tensor.of(1L).reshape(1, 1).expand(2, 2).toIntArray()).containsExactly(1, 1, 1, 1);
        assertThat((byte[]) Tensor.of(true, false).toArray()).containsExactly(1, 0);
    }

    @Test
    void halfFormatsRoundToEvenAndKeepNan() {
        assertThat(Half.fromBf16(Half.toBf16(1 + 0x1p-8f))).isEqualTo(1);
        assertThat(Half.fromBf16(Half.toBf16(1 + 3 * 0x1p-8f))).isEqualTo(1 + 0x1p-6f);
        assertThat(Half.fromBf16(Half.toBf16(Float.MAX_VALUE))).isInfinite();
        assertThat(Half.fromBf16(Half.toBf16(Float.intBitsToFloat(0x7F800001)))).isNaN();
        assertThat(Half.fromF16(Half.toF16(65520f))).isInfinite();
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = Half.fromBf16((short) bits);
            assertThat(Float.isNaN(value) || Half.toBf16(value) == (short) bits).isTrue();
        }
    }
}
