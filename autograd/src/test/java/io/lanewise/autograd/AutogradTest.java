package io.lanewise.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.tensor.DTypeException;
import io.lanewise.tensor.Engine;
import io.lanewise.tensor.Inference;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AutogradTest {
    private static Tensor leaf(double... values) {
        return Tensor.of(values).requiresGrad_(true);
    }

    @Test
    void gradLeavesTheLeavesAlone() {
        var x = leaf(1, 2);
        assertThat(Autograd.grad(x.square().sum(), x).getFirst().toDoubleArray())
                .containsExactly(2, 4);
        assertThat(x.grad()).isNull();
    }

    @Test
    void gradReachesIntermediateTensors() {
        var x = leaf(1, 2);
        var y = x.mul(3.0);
        var gradients = Autograd.grad(y.square().sum(), y, x);
        assertThat(gradients.get(0).toDoubleArray()).containsExactly(6, 12);
        assertThat(gradients.get(1).toDoubleArray()).containsExactly(18, 36);
    }

    @Test
    void gradsOfOneCallShareNoStorage() {
        var a = leaf(1, 2);
        var b = leaf(3, 4);
        var gradients = Autograd.grad(a.add(b).sum(), a, b, a);
        gradients.get(0).mul_(9.0);
        assertThat(gradients.get(1).toDoubleArray()).containsExactly(1, 1);
        assertThat(gradients.get(2).toDoubleArray()).containsExactly(1, 1);
    }

    @Test
    void severalOutputsAddUpWithTheirGradients() {
        var x = leaf(1, 2);
        var gradients = Autograd.grad(
                List.of(x.mul(2.0), x.square()),
                List.of(x),
                List.of(Tensor.of(1.0, 0.0), Tensor.of(0.0, 1.0)),
                false,
                false,
                false);
        assertThat(gradients).hasSize(1);
        assertThat(gradients.getFirst()).isNotNull();
        assertThat(gradients.getFirst().toDoubleArray()).containsExactly(2, 4);
    }

    @Test
    void anUnusedInputIsRefusedOrNull() {
        var x = leaf(1);
        var unused = leaf(2);
        assertThatThrownBy(() -> Autograd.grad(x.mul(2.0), unused))
                .hasMessageContaining("input 0 of shape [1] was not used");
        assertThat(Autograd.grad(List.of(x.mul(2.0)), List.of(unused), null, false, false, true))
                .containsExactly((Tensor) null);
        assertThatThrownBy(() -> Autograd.grad(x.mul(2.0), Tensor.of(1.0)))
                .hasMessageContaining("does not require a gradient");
    }

    @Test
    void theJacobianHasARowForEachElementOfTheResult() {
        var jacobian = Autograd.jacobian(x -> x.cumsum(0), Tensor.of(1.0, 2.0, 3.0));
        assertThat(jacobian.shape().toArray()).containsExactly(3, 3);
        assertThat(jacobian.toDoubleArray()).containsExactly(1, 0, 0, 1, 1, 0, 1, 1, 1);
    }

    @Test
    void theHessianOfAQuadraticFormIsItsMatrix() {
        var a = Tensor.of(2.0, 1.0, 1.0, 4.0).reshape(2, 2);
        var hessian = Autograd.hessian(x -> x.dot(a.matmul(x)).mul(0.5), Tensor.of(3.0, -1.0));
        assertThat(hessian.toDoubleArray()).containsExactly(2, 1, 1, 4);
    }

    @Test
    void theVectorJacobianProductComesWithTheValue() {
        var product = Autograd.vjp(Tensor::square, Tensor.of(1.0, 3.0), Tensor.of(1.0, 10.0));
        assertThat(product.value().toDoubleArray()).containsExactly(1, 9);
        assertThat(product.product().toDoubleArray()).containsExactly(2, 60);
    }

    /** x² with the gradient of x³, or with a right first and a wrong second derivative. */
    private record Wrong(boolean second) implements Op.Custom {
        @Override
        public Inference.Result infer(List<Tensor> inputs) {
            return new Inference.Result(
                    inputs.getFirst().shape(), inputs.getFirst().dtype());
        }

        @Override
        public Tensor forward(List<Tensor> inputs) {
            return inputs.getFirst().square();
        }

        @Override
        public List<@Nullable Tensor> backward(Tensor g, List<Tensor> inputs, Tensor output) {
            var x = inputs.getFirst();
            return List.of(
                    second ? g.mul(x.detach()).mul(2.0) : g.mul(x.square()).mul(3.0));
        }
    }

    @Test
    void gradcheckNamesTheInputTheIndexAndBothNumbers() {
        assertThatThrownBy(() -> Autograd.gradcheck(
                        in -> Engine.run(new Wrong(false), in.get(1)), Tensor.of(1L), leaf(2.0 / 3, 2)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("gradcheck: the derivative of output [1] by input 1 at [1] is 4.0")
                .hasMessageContaining("numerically and 12.0 analytically");
    }

    @Test
    void gradgradcheckFindsAWrongSecondDerivative() {
        Autograd.gradcheck(in -> Engine.run(new Wrong(true), in.getFirst()), leaf(1, 2));
        assertThatThrownBy(() -> Autograd.gradgradcheck(in -> Engine.run(new Wrong(true), in.getFirst()), leaf(1, 2)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("gradgradcheck: the derivative of output");
    }

    @Test
    void gradcheckWantsF64() {
        assertThatThrownBy(() -> Autograd.gradcheck(
                        in -> in.getFirst().square(), Tensor.of(1f).requiresGrad_(true)))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("expected f64 inputs, not f32");
    }
}
