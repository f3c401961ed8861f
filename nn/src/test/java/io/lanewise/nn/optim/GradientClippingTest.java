package io.lanewise.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The expected numbers were computed by PyTorch. */
class GradientClippingTest {
    private static final Offset<Double> CLOSE = Offset.offset(1e-12);

    private final Tensor p = parameter(3, -4);
    private final Tensor q = parameter(12);
    private final Tensor untouched = Tensor.of(1.0).requiresGrad_(true);

    private static Tensor parameter(double... gradient) {
        var parameter = Tensor.of(new double[gradient.length]).requiresGrad_(true);
        parameter.mul(Tensor.of(gradient)).sum().backward();
        return parameter;
    }

    private void assertClipped(double limit, double norm, double total, double... expected) {
        assertThat(GradientClipping.norm(List.of(p, untouched, q), limit, norm)).isCloseTo(total, CLOSE);
        assertGradients(expected);
        assertThat(untouched.grad()).isNull();
    }

    private void assertGradients(double... expected) {
        var all = Tensor.cat(List.of(Objects.requireNonNull(p.grad()), Objects.requireNonNull(q.grad())), 0);
        assertThat(all.toDoubleArray()).containsExactly(expected, CLOSE);
    }

    @Test
    void theNormOfAllGradientsIsHeld() {
        assertClipped(6.5, 2, 13, 1.4999998846153937, -1.9999998461538582, 5.999999538461575);
    }

    @Test
    void theGreatestMagnitudeIsHeld() {
        assertClipped(1.9, Double.POSITIVE_INFINITY, 12, 0.4749999604166699, -0.6333332805555599, 1.8999998416666797);
    }

    @Test
    void theSumOfMagnitudesIsHeld() {
        assertClipped(10, 1, 19, 1.578947285318564, -2.1052630470914186, 6.315789141274256);
    }

    @Test
    void gradientsWithinTheLimitStay() {
        assertClipped(100, 2, 13, 3, -4, 12);
        assertThat(GradientClipping.norm(List.of(untouched), 1)).isZero();
    }

    @Test
    void eachElementIsHeld() {
        GradientClipping.value(List.of(p, q, untouched), 3.5);
        assertGradients(3, -3.5, 3.5);
    }

    @Test
    void aNegativeLimitIsRefused() {
        assertThatThrownBy(() -> GradientClipping.value(List.of(p), -1))
                .hasMessage("clip gradients: limit is -1.0; expected a number that is not negative");
        assertThatThrownBy(() -> GradientClipping.norm(List.of(p), Double.NaN)).hasMessageContaining("limit is NaN");
    }
}
