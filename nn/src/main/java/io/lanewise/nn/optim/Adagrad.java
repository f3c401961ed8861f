package io.lanewise.nn.optim;

import io.lanewise.expr.Steps;
import io.lanewise.tensor.Tensor;
import java.util.List;

/** Adagrad (Duchi, Hazan and Singer, 2011), as in PyTorch: s += g²; at step t, p −= lr / (1 + (t − 1)·decay)·g / (√s + ε). */
public final class Adagrad extends Optimizer {
    private static final String SUM = "sum";

    private double lrDecay;
    private double epsilon = 1e-10;

    public Adagrad(List<Tensor> parameters, double lr) {
        super(parameters, lr, 0);
    }

    public Adagrad lrDecay(double value) {
        lrDecay = checked("lrDecay", value);
        return this;
    }

    public Adagrad epsilon(double value) {
        epsilon = checked("epsilon", value);
        return this;
    }

    public Adagrad weightDecay(double value) {
        groups().forEach(group -> group.weightDecay(value));
        return this;
    }

    @Override
    protected void update(Slot slot, Tensor gradient) {
        double lr = slot.lr() / (1 + (slot.steps() - 1) * lrDecay);
        slot.apply(Steps.ADAGRAD, List.of(lr, epsilon, slot.weightDecay()), gradient, slot.state(SUM));
    }

    @Override
    protected List<String> stateNames() {
        return List.of(SUM);
    }
}
