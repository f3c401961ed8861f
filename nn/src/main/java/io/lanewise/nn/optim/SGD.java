package io.lanewise.nn.optim;

import io.lanewise.expr.Steps;
import io.lanewise.tensor.Tensor;
import java.util.List;

/**
 * Stochastic gradient descent as in PyTorch: g += decay·p; v = momentum·v + (1 − dampening)·g, or g the first time;
 * p −= lr·v, or lr·(g + momentum·v) with Nesterov's rule.
 *
 * <pre>{@code new SGD(model.parameters(), 0.01).momentum(0.9)}</pre>
 */
public final class SGD extends Optimizer {
    private static final String MOMENTUM = "momentum";

    private double momentum;
    private double dampening;
    private boolean nesterov;

    public SGD(List<Tensor> parameters, double lr) {
        super(parameters, lr, 0);
    }

    public SGD momentum(double value) {
        momentum = fraction("momentum", value);
        return this;
    }

    public SGD dampening(double value) {
        dampening = checked("dampening", value);
        return this;
    }

    public SGD weightDecay(double value) {
        groups().forEach(group -> group.weightDecay(value));
        return this;
    }

    public SGD nesterov(boolean value) {
        nesterov = value;
        return this;
    }

    @Override
    protected void update(Slot slot, Tensor gradient) {
        if (momentum == 0) {
            slot.apply(Steps.SGD, List.of(slot.lr(), slot.weightDecay()), gradient);
            return;
        }
        slot.apply(
                nesterov ? Steps.SGD_NESTEROV : Steps.SGD_MOMENTUM,
                List.of(slot.lr(), slot.weightDecay(), momentum, slot.steps() == 1 ? 0 : dampening),
                gradient,
                slot.state(MOMENTUM));
    }

    @Override
    protected List<String> stateNames() {
        return momentum == 0 ? List.of() : List.of(MOMENTUM);
    }
}
