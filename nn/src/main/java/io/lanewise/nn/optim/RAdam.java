package io.lanewise.nn.optim;

import io.lanewise.expr.Steps;
import io.lanewise.tensor.Tensor;
import java.util.List;

/**
 * Rectified Adam (Liu et al. 2020, arXiv:1908.03265), as in PyTorch: the step of {@link Adam} times r, the rectification of
 * its variance, once there are gradients enough to know that; before, p −= lr·m̂.
 */
public final class RAdam extends Moments<RAdam> {
    public RAdam(List<Tensor> parameters, double lr) {
        super(parameters, lr, "square");
    }

    @Override
    RAdam self() {
        return this;
    }

    @Override
    protected void update(Slot slot, Tensor gradient) {
        long t = slot.steps();
        double power = Math.pow(beta2(), t);
        double most = 2 / (1 - beta2()) - 1;
        double length = most - 2 * t * power / (1 - power);
        double rate = slot.lr() / (1 - Math.pow(beta1(), t));
        boolean rectified = length > 5;
        if (rectified) {
            double r = Math.sqrt((length - 4) * (length - 2) * most / ((most - 4) * (most - 2) * length));
            rate *= r * Math.sqrt(1 - power);
        }
        slot.apply(
                Steps.RADAM,
                List.of(rate, beta1(), beta2(), epsilon(), slot.weightDecay(), rectified ? 1.0 : 0.0),
                gradient,
                slot.state("mean"),
                slot.state("square"));
    }
}
