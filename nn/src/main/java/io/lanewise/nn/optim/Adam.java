package io.lanewise.nn.optim;

import io.lanewise.expr.Step;
import io.lanewise.expr.Steps;
import io.lanewise.tensor.Tensor;
import java.util.List;

/**
 * Adam, Kingma and Ba, 2015, as in PyTorch: m = β₁·m + (1 − β₁)·g, v = β₂·v + (1 − β₂)·g²; at step t, p −= lr·m̂ / (√v̂ +
 * ε) with m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ). Weight decay is added to the gradient; {@link AdamW} decouples it.
 */
public sealed class Adam extends Optimizer permits AdamW {
    private static final String MEAN = "mean";
    private static final String SQUARE = "square";

    private final Step kernel;
    private double beta1 = 0.9;
    private double beta2 = 0.999;
    private double epsilon = 1e-8;

    public Adam(List<Tensor> parameters, double lr) {
        this(Steps.ADAM, parameters, lr, 0);
    }

    Adam(Step kernel, List<Tensor> parameters, double lr, double weightDecay) {
        super(parameters, lr, weightDecay);
        this.kernel = kernel;
    }

    public final Adam betas(double first, double second) {
        beta1 = fraction("beta1", first);
        beta2 = fraction("beta2", second);
        return this;
    }

    public final Adam epsilon(double value) {
        epsilon = checked("epsilon", value);
        return this;
    }

    public final Adam weightDecay(double value) {
        groups().forEach(group -> group.weightDecay(value));
        return this;
    }

    @Override
    protected final void update(Slot slot, Tensor gradient) {
        double correction1 = 1 - Math.pow(beta1, slot.steps());
        double correction2 = 1 - Math.pow(beta2, slot.steps());
        slot.apply(
                kernel,
                List.of(slot.lr(), beta1, beta2, epsilon, slot.weightDecay(), correction1, correction2),
                gradient,
                slot.state(MEAN),
                slot.state(SQUARE));
    }

    @Override
    protected final List<String> stateNames() {
        return List.of(MEAN, SQUARE);
    }
}
