package io.lanewise.nn.optim;

import io.lanewise.expr.Steps;
import io.lanewise.tensor.Tensor;
import java.util.List;

/**
 * Adam with Nesterov's momentum (Dozat, Incorporating Nesterov Momentum into Adam, 2016), as in PyTorch: with m and v of
 * {@link Adam} and μₜ = β₁·(1 − 0.96^(t·decay) / 2), p −= lr·((1 − μₜ)·g / (1 − Π μ to t) + μₜ₊₁·m / (1 − Π μ to t + 1)) /
 * (√v̂ + ε).
 */
public final class NAdam extends Moments<NAdam> {
    private double momentumDecay = 4e-3;
    /** Π μ to a step; what it is at the next one follows with a single product. */
    private double product = 1;

    private long productSteps;

    public NAdam(List<Tensor> parameters, double lr) {
        super(parameters, lr, "square");
    }

    public NAdam momentumDecay(double value) {
        momentumDecay = checked("momentumDecay", value);
        return this;
    }

    @Override
    NAdam self() {
        return this;
    }

    @Override
    protected void update(Slot slot, Tensor gradient) {
        double now = momentum(slot.steps());
        double next = momentum(slot.steps() + 1);
        double products = product(slot.steps());
        slot.apply(
                Steps.NADAM,
                List.of(
                        slot.lr() * (1 - now) / (1 - products),
                        slot.lr() * next / (1 - products * next),
                        beta1(),
                        beta2(),
                        epsilon(),
                        slot.weightDecay(),
                        1 - Math.pow(beta2(), slot.steps())),
                gradient,
                slot.state("mean"),
                slot.state("square"));
    }

    private double momentum(long step) {
        return beta1() * (1 - 0.5 * Math.pow(0.96, step * momentumDecay));
    }

    private double product(long steps) {
        if (steps < productSteps) {
            product = 1;
            productSteps = 0;
        }
        while (productSteps < steps) {
            productSteps++;
            product *= momentum(productSteps);
        }
        return product;
    }
}
