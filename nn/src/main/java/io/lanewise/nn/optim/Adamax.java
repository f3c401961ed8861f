package io.lanewise.nn.optim;

import io.lanewise.expr.Steps;
import io.lanewise.tensor.Tensor;
import java.util.List;

/**
 * Adamax (Kingma and Ba, Adam, 2015, section 7.1), as in PyTorch: m = β₁·m + (1 − β₁)·g; u = max(β₂·u, |g| + ε); at step t,
 * p −= lr / (1 − β₁ᵗ)·m / u.
 */
public final class Adamax extends Moments<Adamax> {
    public Adamax(List<Tensor> parameters, double lr) {
        super(parameters, lr, "greatest");
    }

    @Override
    Adamax self() {
        return this;
    }

    @Override
    protected void update(Slot slot, Tensor gradient) {
        double lr = slot.lr() / (1 - Math.pow(beta1(), slot.steps()));
        slot.apply(
                Steps.ADAMAX,
                List.of(lr, beta1(), beta2(), epsilon(), slot.weightDecay()),
                gradient,
                slot.state("mean"),
                slot.state("greatest"));
    }
}
