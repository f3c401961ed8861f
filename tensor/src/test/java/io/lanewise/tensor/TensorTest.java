package io.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TensorTest {
    @Test
    void operandsAreBroadcastToEachOther() {
        var x = Tensor.of(1f, 2f, 3f).reshape(3, 1);
        var y = Tensor.of(10f, 20f);
        assertThat(x.add(y).shape()).isEqualTo(Shape.of(3, 2));
        assertThat(x.add(y).toFloatArray()).containsExactly(11, 21, 12, 22, 13, 23);
    }

    @Test
    void shapesThatDoNotBroadcastAreNamed() {
        assertThatThrownBy(() -> Tensor.zeros(2, 3).add(Tensor.zeros(2, 4)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("add: [2, 3] and [2, 4] cannot be broadcast together: sizes 3 and 4 at dimension -1");
    }

    @Test
    void aNumberDoesNotWidenATensorOfItsCategory() {
        assertThat(Tensor.of(1f).mul(2.0).dtype()).isEqualTo(DType.F32);
        assertThat(Tensor.of(1L).mul(2).dtype()).isEqualTo(DType.I64);
        assertThat(Tensor.of(1L).mul(2.5).dtype()).isEqualTo(DType.F32);
        assertThat(Tensor.of(true).add(1).dtype()).isEqualTo(DType.I64);
    }

    @Test
    void aTensorWithoutDimensionsDoesNotWidenOneWithThem() {
        var wide = Tensor.scalar(1, DType.F64);
        assertThat(Tensor.of(1f).add(wide).dtype()).isEqualTo(DType.F32);
        assertThat(Tensor.of(1L).add(wide).dtype()).isEqualTo(DType.F64);
        assertThat(wide.add(Tensor.scalar(1, DType.F32)).dtype()).isEqualTo(DType.F64);
    }

    @Test
    void integersAreDividedAsFloats() {
        var half = Tensor.of(1L).div(Tensor.of(2L));
        assertThat(half.dtype()).isEqualTo(DType.F32);
        assertThat(half.item()).isEqualTo(0.5);
    }

    @Test
    void dividingIntegersByZeroIsAnError() {
        assertThatThrownBy(() -> Tensor.of(1L).floorDivide(Tensor.of(0L)))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("floor_divide: division of integers by zero");
    }

    @Test
    void integerSumsAreWide() {
        var sum = Tensor.full(Shape.of(300), 100, DType.U8).sum();
        assertThat(sum.dtype()).isEqualTo(DType.I64);
        assertThat(sum.itemLong()).isEqualTo(30_000);
    }

    @Test
    void reductionsTakeAnyAxes() {
        var x = Tensor.arange(0, 24, 1, DType.F32).reshape(2, 3, 4);
        assertThat(x.sum(1).toFloatArray()).containsExactly(12, 15, 18, 21, 48, 51, 54, 57);
        assertThat(x.sum(0, 2).toFloatArray()).containsExactly(60, 92, 124);
        assertThat(x.sum(true, -1).shape()).isEqualTo(Shape.of(2, 3, 1));
        assertThat(x.sum(2, 0).toFloatArray()).containsExactly(60, 92, 124);
        assertThat(x.amax(false, 0).toFloatArray()).containsExactly(12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23);
        assertThat(x.transpose(0, 2).sum(1).toFloatArray()).containsExactly(12, 48, 15, 51, 18, 54, 21, 57);
    }

    @Test
    void emptyReductionsGiveTheIdentityOrAreRefused() {
        assertThat(Tensor.zeros(0, 3).sum().item()).isZero();
        assertThat(Tensor.zeros(2, 0).prod(false, 1).toFloatArray()).containsExactly(1, 1);
        assertThatThrownBy(() -> Tensor.zeros(2, 0).amax(false, 1))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("max: [2, 0]");
    }

    @Test
    void productsFollowTheRulesOfMatmul() {
        var a = Tensor.arange(0, 6, 1, DType.F32).reshape(2, 3);
        var b = Tensor.arange(0, 12, 1, DType.F32).reshape(3, 4);
        assertThat(a.matmul(b).toFloatArray()).containsExactly(20, 23, 26, 29, 56, 68, 80, 92);
        assertThat(a.matmul(Tensor.of(1f, 1f, 1f)).toFloatArray()).containsExactly(3, 12);
        assertThat(Tensor.of(1f, 1f).matmul(a).toFloatArray()).containsExactly(3, 5, 7);
        assertThat(Tensor.of(1f, 2f).matmul(Tensor.of(3f, 4f)).item()).isEqualTo(11);
        var batch = a.expand(5, 2, 3).matmul(b.reshape(1, 3, 4).repeat(5, 1, 1));
        assertThat(batch.shape()).isEqualTo(Shape.of(5, 2, 4));
        assertThat(batch.select(0, 4).toFloatArray()).isEqualTo(a.matmul(b).toFloatArray());
        assertThat(a.linear(b.t(), Tensor.of(1f, 2f, 3f, 4f)).toFloatArray())
                .containsExactly(21, 25, 29, 33, 57, 70, 83, 96);
    }

    @Test
    void aProductThatDoesNotMatchSuggestsTheTranspose() {
        assertThatThrownBy(() -> Tensor.zeros(32, 784).matmul(Tensor.zeros(128, 784)))
                .hasMessage("matmul: [32, 784] x [128, 784] do not match: inner sizes 784 and 128;"
                        + " did you mean w.t()?");
    }

    @Test
    void halvesAreStoredInSixteenBitsAndComputedInF32() {
        var x = Tensor.of(1f, 2f, 3f).to(DType.BF16);
        var y = x.mul(x);
        assertThat(y.dtype()).isEqualTo(DType.BF16);
        assertThat(y.toFloatArray()).containsExactly(1, 4, 9);
    }

    @Test
    void changesInPlaceKeepTheType() {
        var x = Tensor.of(1L, 2L);
        x.add_(Tensor.of(1L));
        assertThat(x.toLongArray()).containsExactly(2, 3);
        assertThatThrownBy(() -> x.add_(0.5)).isInstanceOf(DTypeException.class).hasMessageContaining("add_");
    }

    @Test
    void aChangeInPlaceMayReadTheSameStorage() {
        var x = Tensor.of(1f, 2f, 3f, 4f);
        x.narrow(0, 1, 3).add_(x.narrow(0, 0, 3));
        assertThat(x.toFloatArray()).containsExactly(1, 3, 5, 7);
    }

    @Test
    void aCopyMayReadTheSameStorage() {
        var x = Tensor.of(1f, 2f, 3f, 4f);
        x.narrow(0, 1, 3).copy_(x.narrow(0, 0, 3));
        assertThat(x.toFloatArray()).containsExactly(1, 1, 2, 3);
    }

    @Test
    void whatWasExpandedCannotBeChangedInPlace() {
        assertThatThrownBy(() -> Tensor.of(1f).expand(3).add_(1.0))
                .hasMessage("add_: dimension 0 of [3] repeats one element, which cannot be changed in place;"
                        + " change a copy");
    }

    @Test
    void softmaxSumsToOneAlongAnyAxis() {
        var x = Tensor.of(1f, 2f, 3f, 1000f, 1000f, -1000f).reshape(2, 3);
        assertThat(x.softmax(1).sum(1).toFloatArray())
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(1, 1);
        assertThat(x.softmax(0).select(1, 0).toFloatArray()).containsExactly(0, 1);
        assertThat(x.logSoftmax(1).exp().sum(1).toFloatArray())
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(1, 1);
    }
}
