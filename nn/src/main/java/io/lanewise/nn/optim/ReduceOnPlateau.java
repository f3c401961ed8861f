package io.lanewise.nn.optim;

import io.lanewise.nn.State;
import io.lanewise.nn.Stateful;
import io.lanewise.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Lowers the learning rates of an optimizer once a number has not become better for a while: PyTorch's ReduceLROnPlateau.
 *
 * <pre>{@code
 * var plateau = new ReduceOnPlateau(optimizer).patience(3);
 * plateau.step(validationLoss);
 * }</pre>
 */
public final class ReduceOnPlateau implements Stateful {
    /** Changes of a rate below this are none. */
    private static final double LEAST_CHANGE = 1e-8;

    private final Optimizer optimizer;
    private double factor = 0.1;
    private long patience = 10;
    private double threshold = 1e-4;
    private long cooldown;
    private double lowest;
    private boolean rising;
    private double best = Double.POSITIVE_INFINITY;
    private long bad;
    private long resting;

    /** Waits until a loss does not fall any more. */
    public ReduceOnPlateau(Optimizer optimizer) {
        this.optimizer = optimizer;
    }

    /** What the rates are multiplied by, below 1. */
    public ReduceOnPlateau factor(double value) {
        factor = Optimizer.fraction("factor", value);
        return this;
    }

    /** How many steps without an improvement are borne. */
    public ReduceOnPlateau patience(long steps) {
        patience = (long) Optimizer.checked("patience", steps);
        return this;
    }

    /** The relative change that is an improvement. */
    public ReduceOnPlateau threshold(double value) {
        threshold = Optimizer.checked("threshold", value);
        return this;
    }

    /** How many steps after a change do not count. */
    public ReduceOnPlateau cooldown(long steps) {
        cooldown = (long) Optimizer.checked("cooldown", steps);
        return this;
    }

    /** The rate that is not gone below. */
    public ReduceOnPlateau lowest(double lr) {
        lowest = Optimizer.checked("lowest", lr);
        return this;
    }

    /** Waits until a number does not rise any more, an accuracy for example. */
    public ReduceOnPlateau rising() {
        rising = true;
        best = Double.NEGATIVE_INFINITY;
        return this;
    }

    /** @param metric the number, NaN being no improvement */
    public void step(double metric) {
        boolean better = rising ? metric > best * (1 + threshold) : metric < best * (1 - threshold);
        if (better) {
            best = metric;
            bad = 0;
        } else {
            bad++;
        }
        if (resting > 0) {
            resting--;
            bad = 0;
        }
        if (bad > patience) {
            lower();
            resting = cooldown;
            bad = 0;
        }
    }

    private void lower() {
        for (var group : optimizer.groups()) {
            double next = Math.max(group.lr() * factor, lowest);
            if (group.lr() - next > LEAST_CHANGE) {
                group.lr(next);
            }
        }
    }

    /** The best number so far, and the counts of steps; the rates are the optimizer's. */
    @Override
    public Map<String, Tensor> stateDict() {
        var state = new LinkedHashMap<String, Tensor>();
        state.put("best", Tensor.of(best));
        state.put("counts", Tensor.of(bad, resting));
        return state;
    }

    @Override
    public void loadStateDict(Map<String, Tensor> state) {
        var loaded = new LinkedHashMap<String, Tensor>();
        loaded.put("best", Tensor.of(0.0));
        loaded.put("counts", Tensor.of(0L, 0L));
        State.load("ReduceOnPlateau", loaded, state, true);
        best = Objects.requireNonNull(loaded.get("best")).item();
        var counts = Objects.requireNonNull(loaded.get("counts")).toLongArray();
        bad = counts[0];
        resting = counts[1];
    }
}
