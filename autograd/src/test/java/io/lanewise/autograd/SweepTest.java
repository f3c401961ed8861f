package io.lanewise.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.DTypeException;
import io.lanewise.tensor.Engine;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Inference;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Scope;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.ShapeException;
import io.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SweepTest {
    private static Tensor leaf(double... values) {
        return Tensor.of(values).requiresGrad_(true);
    }

    private static double[] grad(Tensor leaf) {
        var gradient = leaf.grad();
        return gradient == null ? new double[0] : gradient.toDoubleArray();
    }

    @Test
    void aGradientAddsUpOverEveryPath() {
        var x = leaf(1, 2, 3);
        x.mul(x).add(x).add(x).sum().backward();
        assertThat(grad(x)).containsExactly(4, 6, 8);
    }

    /** The sum's gradient is a's and c's: what slices add to a's does not reach c's. */
    @Test
    void slicesGiveGradientsToTheirPlacesAndToNoOtherTensor() {
        for (boolean twice : new boolean[] {false, true}) {
            var x = leaf(1, 2, 3, 4);
            var c = leaf(1, 1, 1, 1);
            var a = x.mul(1.0);
            var squares = a.narrow(0, 0, 2).square().sum();
            var others = a.slice(0, 0, 4, 2).mul(3.0).sum();
            var last = a.select(0, 3).mul(5.0);
            var whole = a.add(c).mul(Tensor.of(10.0, 100.0, 1000.0, 10_000.0)).sum();
            squares.add(others).add(last).add(whole).backward(null, true, twice);
            assertThat(grad(x)).containsExactly(15, 104, 1003, 10_005);
            assertThat(grad(c)).containsExactly(10, 100, 1000, 10_000);
        }
    }

    /** The one for w would read x, which has changed. */
    @Test
    void onlyTheGradientsThatAreAskedForAreComputed() {
        var x = leaf(1, 2);
        var w = leaf(3, 4);
        var y = x.mul(w).sum();
        try (var _ = GradMode.noGrad()) {
            x.add_(1.0);
        }
        var ofX = Autograd.grad(List.of(y), List.of(x), List.of(Tensor.ones(y.shape(), y.dtype())), true, false, false);
        assertThat(ofX.getFirst().toDoubleArray()).containsExactly(3, 4);
        assertThatThrownBy(() -> Autograd.grad(
                        List.of(y), List.of(w), List.of(Tensor.ones(y.shape(), y.dtype())), true, false, false))
                .hasMessageContaining("mul");
    }

    @Test
    void gradientsAccumulateOverBackwardPasses() {
        var x = leaf(1, 2);
        x.square().sum().backward();
        x.mul(3.0).sum().backward();
        assertThat(grad(x)).containsExactly(5, 7);
    }

    @Test
    void aChainOfAHundredThousandOperationsIsWalked() {
        var x = leaf(1);
        var y = x;
        for (int i = 0; i < 100_000; i++) {
            y = y.add(1.0);
        }
        y.backward();
        assertThat(grad(x)).containsExactly(1);
    }

    @Test
    void aLadderOfSharedNodesIsWalkedOnceEach() {
        var x = leaf(1);
        var y = x;
        for (int i = 0; i < 60; i++) {
            y = y.add(y).mul(0.5);
        }
        y.backward();
        assertThat(grad(x)).containsExactly(1);
    }

    @Test
    void nothingIsRecordedUnderNoGrad() {
        var x = leaf(1, 2);
        try (var _ = GradMode.noGrad()) {
            assertThat(x.mul(2.0).requiresGrad()).isFalse();
        }
        assertThat(x.mul(2.0).requiresGrad()).isTrue();
    }

    @Test
    void leavesThatShareAGradientGetArraysOfTheirOwn() {
        var a = leaf(1, 2);
        var b = leaf(3, 4);
        a.add(b).backward(Tensor.of(5.0, 6.0), false, false);
        assertThat(a.grad()).isNotNull();
        a.grad().mul_(10.0);
        assertThat(grad(b)).containsExactly(5, 6);
        assertThat(grad(a)).containsExactly(50, 60);
    }

    @Test
    void theGradientPassedInIsNotTakenOver() {
        var x = leaf(1, 2);
        var seed = Tensor.of(1.0, 1.0);
        x.copy().backward(seed, false, false);
        x.copy().backward(seed, false, false);
        assertThat(seed.toDoubleArray()).containsExactly(1, 1);
        assertThat(grad(x)).containsExactly(2, 2);
    }

    @Test
    void aLeafIsItsOwnRoot() {
        var x = leaf(3);
        x.backward();
        assertThat(grad(x)).containsExactly(1);
    }

    @Test
    void aFreedGraphIsRefused() {
        var y = leaf(1, 2).exp().sum();
        y.backward();
        assertThatThrownBy(y::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was freed by an earlier backward()");
    }

    @Test
    void aRetainedGraphIsWalkedAgain() {
        var x = leaf(1, 2);
        var y = x.square().sum();
        y.backward(null, true, false);
        y.backward();
        assertThat(grad(x)).containsExactly(4, 8);
    }

    @Test
    void aRootWithoutGradientIsRefused() {
        assertThatThrownBy(() -> Tensor.of(1.0).backward())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not require a gradient");
    }

    @Test
    void severalElementsNeedAGradientOfTheirShapeAndType() {
        var y = leaf(1, 2).mul(2.0);
        assertThatThrownBy(y::backward)
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("a tensor of shape [2] needs a gradient of its shape");
        assertThatThrownBy(() -> y.backward(Tensor.of(1.0), false, false))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("a gradient of shape [1] for a tensor of shape [2]");
        assertThatThrownBy(() -> y.backward(Tensor.of(1f, 1f), false, false))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("a gradient of f32 for a tensor of f64");
    }

    @Test
    void aSavedTensorThatWasChangedIsRefused() {
        var x = leaf(1, 2);
        var y = x.mul(2.0);
        var z = y.mul(y).sum();
        y.add_(1.0);
        assertThatThrownBy(z::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("saved for `mul`, modified in place since (version 1, was 0)");
    }

    @Test
    void aChangeOfWhatWasNotSavedIsFine() {
        var x = leaf(1, 2);
        var y = x.mul(2.0);
        var z = y.add(1.0);
        y.mul_(5.0);
        z.sum().backward();
        assertThat(grad(x)).containsExactly(2, 2);
    }

    @Test
    void changesInPlaceAreDifferentiated() {
        var x = leaf(-1, 2);
        var y = x.mul(3.0);
        y.mul_(2.0);
        y.add_(x);
        y.relu_();
        y.sum().backward();
        assertThat(grad(x)).containsExactly(0, 7);
    }

    @Test
    void aFactorThatWasOverwrittenByItsProductIsRefused() {
        var x = leaf(1, 2);
        var y = x.mul(1.0);
        y.mul_(x.exp());
        assertThatThrownBy(() -> y.sum().backward()).hasMessageContaining("saved for `mul`, modified in place since");
        var z = x.mul(1.0);
        z.mul_(z);
        assertThatThrownBy(() -> z.sum().backward()).hasMessageContaining("saved for `mul`, modified in place since");
    }

    @Test
    void aResultThatWasSavedIsNotOverwritten() {
        var y = leaf(-1, 2).mul(3.0).relu_();
        y.mul_(2.0);
        assertThatThrownBy(() -> y.sum().backward()).hasMessageContaining("saved for `relu`, modified in place since");
    }

    @Test
    void equalGreatestElementsShareTheGradient() {
        var x = leaf(3, 1, 3, 2);
        x.amax().backward();
        assertThat(grad(x)).containsExactly(0.5, 0, 0.5, 0);
    }

    @Test
    void windowsThatOverlapAddUp() {
        var x = leaf(1, 2, 3, 4);
        x.unfold(0, 2, 1).sum().backward();
        assertThat(grad(x)).containsExactly(1, 2, 2, 1);
    }

    @Test
    void overwritingEndsTheHistory() {
        var x = leaf(1, 2);
        var y = x.mul(2.0);
        var source = leaf(5, 6);
        y.copy_(source);
        y.mul(3.0).sum().backward();
        assertThat(x.grad()).isNull();
        assertThat(grad(source)).containsExactly(3, 3);
    }

    @Test
    void leavesAndViewsAreNotChangedWhileAGradientIsWanted() {
        var x = leaf(1, 2);
        assertThatThrownBy(() -> x.mul_(2.0)).hasMessageContaining("a leaf that requires a gradient");
        var view = x.mul(2.0).reshape(2, 1);
        assertThatThrownBy(() -> view.mul_(2.0)).hasMessageContaining("a view cannot be changed in place");
        try (var _ = GradMode.noGrad()) {
            x.mul_(2.0);
        }
        assertThat(x.toDoubleArray()).containsExactly(2, 4);
    }

    @Test
    void gradientsOutliveTheScopeOfTheStep() {
        var w = leaf(1, 2, 3);
        for (int step = 0; step < 3; step++) {
            try (var _ = Scope.open()) {
                var x = Tensor.of(1.0, 2.0, 3.0);
                w.mul(x).sum().backward();
            }
        }
        Tensor.full(w.shape(), 99, DType.F64);
        assertThat(grad(w)).containsExactly(3, 6, 9);
    }

    @Test
    void aGradientHasTheTypeOfItsLeaf() {
        for (var dtype : List.of(DType.F16, DType.BF16, DType.F32, DType.F64)) {
            var x = Tensor.of(1.0, 2.0).to(dtype).requiresGrad_(true);
            x.mul(x).mul(Tensor.of(3.0, 3.0)).sum().backward();
            assertThat(x.grad()).isNotNull();
            assertThat(x.grad().dtype()).isEqualTo(dtype);
            assertThat(grad(x)).containsExactly(6, 12);
        }
    }

    @Test
    void anEmptyBatchHasAGradientOfZero() {
        var w = Tensor.ones(Shape.of(2, 3), DType.F64).requiresGrad_(true);
        var b = leaf(1, 2);
        Tensor.zeros(Shape.of(0, 3), DType.F64).linear(w, b).sum().backward();
        assertThat(grad(w)).containsExactly(0, 0, 0, 0, 0, 0);
        assertThat(grad(b)).containsExactly(0, 0);
    }

    @Test
    void aCreatedGraphGivesHigherDerivatives() {
        var x = leaf(2);
        var y = x.mul(x).mul(x).mul(x);
        for (double expected : new double[] {32, 48, 48, 24}) {
            y = Autograd.grad(y.sum(), List.of(x), true).getFirst();
            assertThat(y.item()).isEqualTo(expected);
        }
    }

    @Test
    void backwardWithACreatedGraphLeavesADifferentiableGradient() {
        var x = leaf(3);
        x.exp().mul(x).sum().backward(null, false, true);
        var first = x.grad();
        assertThat(first).isNotNull();
        assertThat(first.requiresGrad()).isTrue();
        var second = Autograd.grad(first.sum(), x).getFirst();
        assertThat(second.item()).isCloseTo(5 * Math.exp(3), offset(1e-9));
    }

    /** The identity, with a gradient that the test chooses. */
    private record Stated(@Nullable Tensor gradient) implements Op.Custom {
        @Override
        public Inference.Result infer(List<Tensor> inputs) {
            return new Inference.Result(
                    inputs.getFirst().shape(), inputs.getFirst().dtype());
        }

        @Override
        public Tensor forward(List<Tensor> inputs) {
            return inputs.getFirst();
        }

        @Override
        public List<@Nullable Tensor> backward(Tensor g, List<Tensor> inputs, Tensor output) {
            return Arrays.asList(gradient);
        }
    }

    @Test
    void aUsersGradientIsCopied() {
        var x = leaf(1, 2);
        var stated = Tensor.of(7.0, 8.0);
        Engine.run(new Stated(stated), x).sum().backward();
        assertThat(x.grad()).isNotNull();
        x.grad().zero_();
        assertThat(stated.toDoubleArray()).containsExactly(7, 8);
    }

    @Test
    void aUsersGradientOfNullIsNone() {
        var x = leaf(1, 2);
        Engine.run(new Stated(null), x).sum().backward();
        assertThat(x.grad()).isNull();
    }

    @Test
    void aUsersGradientOfAnotherShapeIsRefused() {
        var y = Engine.run(new Stated(Tensor.of(1.0)), leaf(1, 2)).sum();
        assertThatThrownBy(y::backward)
                .hasMessageContaining(
                        "backward of `stated` gave input 0 a gradient of f64 [1], but the input is f64 [2]");
    }
}
