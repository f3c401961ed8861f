package io.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ViewsTest {
    private static Tensor counting(int... sizes) {
        var shape = Shape.of(sizes);
        return Tensor.arange(0, shape.elements(), 1, DType.F32).reshape(sizes);
    }

    @Test
    void aViewSharesStorageWithItsBase() {
        var x = counting(2, 3);
        var copy = x.t().copy();
        x.t().fill_(7.0);
        assertThat(x.toFloatArray()).containsOnly(7f);
        assertThat(copy.toFloatArray()).containsExactly(0, 3, 1, 4, 2, 5);
    }

    @Test
    void reshapeOfADenseTensorIsAView() {
        var x = counting(4, 6);
        assertThat(x.reshape(2, 12).storage()).isSameAs(x.storage());
        assertThat(x.reshape(2, 2, 3, -1).storage()).isSameAs(x.storage());
        assertThat(x.narrow(1, 0, 3).reshape(4, 3, 1).storage()).isSameAs(x.storage());
        assertThat(x.t().reshape(24).storage()).isNotSameAs(x.storage());
    }

    @Test
    void reshapingAPermutedTensorKeepsItsRowMajorOrder() {
        var x = counting(2, 3, 4).permute(2, 0, 1);
        assertThat(x.reshape(8, 3).toFloatArray()).isEqualTo(x.contiguous().toFloatArray());
        assertThat(x.reshape(4, 2, 1, 3).storage()).isSameAs(x.storage());
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void aPermutedTensorIsCopiedInTheOrderOfItsOwnDimensions(DType type) {
        var base =
                counting(3, 67, 5, 18).remainder(Tensor.scalar(97, DType.F32)).to(type);
        var values = base.toIntArray();
        for (int[] axes : new int[][] {{0, 1, 3, 2}, {3, 2, 1, 0}, {0, 2, 3, 1}, {2, 3, 0, 1}, {1, 0, 2, 3}}) {
            var x = base.permute(axes);
            int[] strides = x.strides();
            var copy = x.copy().toIntArray();
            int at = 0;
            for (int i = 0; i < x.size(0); i++) {
                for (int j = 0; j < x.size(1); j++) {
                    for (int k = 0; k < x.size(2); k++) {
                        for (int l = 0; l < x.size(3); l++) {
                            int from = i * strides[0] + j * strides[1] + k * strides[2] + l * strides[3];
                            if (copy[at++] != values[from]) {
                                assertThat(copy[at - 1])
                                        .as("[%d, %d, %d, %d] of %s", i, j, k, l, x.shape())
                                        .isEqualTo(values[from]);
                            }
                        }
                    }
                }
            }
        }
    }

    @Test
    void aTransposedOperandAndOneNumberGiveWhatDenseOperandsGive() {
        var x = counting(70, 90);
        var y = counting(90, 70);
        var mask = x.gt(y.t());
        var dense = Tensor.wrap(y.t().toFloatArray(), DType.F32, Shape.of(70, 90));
        assertThat(x.sub(y.t()).toFloatArray()).isEqualTo(x.sub(dense).toFloatArray());
        var filled = mask.where(Tensor.scalar(-1, DType.F32), x).toFloatArray();
        var bools = mask.toIntArray();
        var values = x.toFloatArray();
        for (int i = 0; i < filled.length; i++) {
            assertThat(filled[i]).isEqualTo(bools[i] != 0 ? -1 : values[i]);
        }
    }

    @Test
    void diagonalsStartAtTheirOffset() {
        var x = counting(3, 4);
        assertThat(x.diagonal().toFloatArray()).containsExactly(0, 5, 10);
        assertThat(x.diagonal(1, 0, 1).toFloatArray()).containsExactly(1, 6, 11);
        assertThat(x.diagonal(-2, 0, 1).toFloatArray()).containsExactly(8);
        assertThat(x.diagonal(4, 0, 1).elements()).isZero();
    }

    @Test
    void windowsOverlap() {
        var windows = counting(5).unfold(0, 3, 1);
        assertThat(windows.shape()).isEqualTo(Shape.of(3, 3));
        assertThat(windows.toFloatArray()).containsExactly(0, 1, 2, 1, 2, 3, 2, 3, 4);
    }

    @Test
    void flippingReversesAnAxis() {
        assertThat(counting(2, 3).flip(1).toFloatArray()).containsExactly(2, 1, 0, 5, 4, 3);
        assertThat(counting(2, 3).flip(0, 1).toFloatArray()).containsExactly(5, 4, 3, 2, 1, 0);
    }

    @Test
    void theTransposeOfAViewAddsWhereWindowsOverlap() {
        var ones = Tensor.ones(3, 3);
        var spread = Engine.run(new Op.Unview(new Op.Unfold(0, 3, 1), Shape.of(5)), ones);
        assertThat(spread.toFloatArray()).containsExactly(1, 2, 3, 2, 1);
    }

    @Test
    void aShapeThatDoesNotFitIsNamed() {
        assertThatThrownBy(() -> counting(2, 3).reshape(4, -1))
                .isInstanceOf(ShapeException.class)
                .hasMessage("reshape: [2, 3] with 6 elements does not fit the shape [4, -1]");
        assertThatThrownBy(() -> counting(2, 3).t().view(6))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("use reshape");
    }
}
