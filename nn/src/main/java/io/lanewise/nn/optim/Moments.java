package io.lanewise.nn.optim;

import io.lanewise.tensor.Tensor;
import java.util.List;

/** What the relatives of {@link Adam} share: two decays, ε, and two states of each parameter. */
abstract sealed class Moments<O extends Moments<O>> extends Optimizer permits Adamax, NAdam, RAdam {
    private final List<String> states;
    private double beta1 = 0.9;
    private double beta2 = 0.999;
    private double epsilon = 1e-8;

    Moments(List<Tensor> parameters, double lr, String secondState) {
        super(parameters, lr, 0);
        states = List.of("mean", secondState);
    }

    /** The optimizer itself, in its own type. */
    abstract O self();

    public final O betas(double first, double second) {
        beta1 = fraction("beta1", first);
        beta2 = fraction("beta2", second);
        return self();
    }

    public final O epsilon(double value) {
        epsilon = checked("epsilon", value);
        return self();
    }

    public final O weightDecay(double value) {
        groups().forEach(group -> group.weightDecay(value));
        return self();
    }

    final double beta1() {
        return beta1;
    }

    final double beta2() {
        return beta2;
    }

    final double epsilon() {
        return epsilon;
    }

    @Override
    protected final List<String> stateNames() {
        return states;
    }
}
