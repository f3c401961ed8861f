package io.lanewise.nn.optim;

import io.lanewise.expr.Steps;
import io.lanewise.tensor.Tensor;
import java.util.List;

/**
 * Adadelta (Zeiler 2012, arXiv:1212.5701), as in PyTorch: v = ρ·v + (1 − ρ)·g²; d = √(a + ε) / √(v + ε)·g; a = ρ·a + (1 −
 * ρ)·d²; p −= lr·d.
 */
public final class Adadelta extends Optimizer {
    private static final String SQUARE = "square";
    private static final String CHANGE = "change";

    private double rho = 0.9;
    private double epsilon = 1e-6;

    public Adadelta(List<Tensor> parameters, double lr) {
        super(parameters, lr, 0);
    }

    public Adadelta rho(double value) {
        rho = fraction("rho", value);
        return this;
    }

    public Adadelta epsilon(double value) {
        epsilon = checked("epsilon", value);
        return this;
    }

    public Adadelta weightDecay(double value) {
        groups().forEach(group -> group.weightDecay(value));
        return this;
    }

    @Override
    protected void update(Slot slot, Tensor gradient) {
        slot.apply(
                Steps.ADADELTA,
                List.of(slot.lr(), rho, epsilon, slot.weightDecay()),
                gradient,
                slot.state(SQUARE),
                slot.state(CHANGE));
    }

    @Override
    protected List<String> stateNames() {
        return List.of(SQUARE, CHANGE);
    }
}
