package io.lanewise.nn.optim;

import io.lanewise.expr.Step;
import io.lanewise.expr.Steps;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * RMSprop (Hinton, lecture 6e of Neural Networks for Machine Learning, 2012), as in PyTorch: v = α·v + (1 − α)·g²; p −= lr·g
 * / (√v + ε). Centered (Graves 2013, arXiv:1308.0850), v − m² takes v's place, with m the same average of g; with a
 * momentum, what is subtracted is lr·b with b = momentum·b + g / (√v + ε).
 */
public final class RMSprop extends Optimizer {
    private static final String SQUARE = "square";
    private static final String MEAN = "mean";
    private static final String MOMENTUM = "momentum";

    private double alpha = 0.99;
    private double epsilon = 1e-8;
    private double momentum;
    private boolean centered;

    public RMSprop(List<Tensor> parameters, double lr) {
        super(parameters, lr, 0);
    }

    public RMSprop alpha(double value) {
        alpha = fraction("alpha", value);
        return this;
    }

    public RMSprop epsilon(double value) {
        epsilon = checked("epsilon", value);
        return this;
    }

    public RMSprop momentum(double value) {
        momentum = checked("momentum", value);
        return this;
    }

    public RMSprop centered(boolean value) {
        centered = value;
        return this;
    }

    public RMSprop weightDecay(double value) {
        groups().forEach(group -> group.weightDecay(value));
        return this;
    }

    @Override
    protected void update(Slot slot, Tensor gradient) {
        var params = new ArrayList<>(List.of(slot.lr(), alpha, epsilon, slot.weightDecay()));
        if (momentum > 0) {
            params.add(momentum);
        }
        var operands = new ArrayList<>(List.of(gradient));
        stateNames().forEach(name -> operands.add(slot.state(name)));
        slot.apply(kernel(), List.copyOf(params), operands.toArray(new Tensor[0]));
    }

    private Step kernel() {
        if (centered) {
            return momentum > 0 ? Steps.RMSPROP_CENTERED_MOMENTUM : Steps.RMSPROP_CENTERED;
        }
        return momentum > 0 ? Steps.RMSPROP_MOMENTUM : Steps.RMSPROP;
    }

    @Override
    protected List<String> stateNames() {
        var names = new ArrayList<>(List.of(SQUARE));
        if (centered) {
            names.add(MEAN);
        }
        if (momentum > 0) {
            names.add(MOMENTUM);
        }
        return names;
    }
}
