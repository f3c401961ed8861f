package io.lanewise.nn.optim;

import io.lanewise.expr.Step;
import io.lanewise.nn.State;
import io.lanewise.nn.StateException;
import io.lanewise.nn.Stateful;
import io.lanewise.tensor.Engine;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Gradients;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Scope;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Changes parameters by their gradients. Parameters are in groups, each with its own learning rate and weight decay;
 * most optimizers have one. The state of a parameter (a momentum, for example) is made when it first gets a gradient
 * and belongs to no {@link Scope}.
 */
public abstract class Optimizer implements Stateful {
    private final List<Group> groups = new ArrayList<>();
    private final List<Slot> slots = new ArrayList<>();

    /** Parameters that are trained alike. */
    public static final class Group {
        private double lr;
        private double weightDecay;

        private Group(double lr, double weightDecay) {
            this.lr = checked("lr", lr);
            this.weightDecay = checked("weightDecay", weightDecay);
        }

        public double lr() {
            return lr;
        }

        public void lr(double value) {
            lr = checked("lr", value);
        }

        public double weightDecay() {
            return weightDecay;
        }

        public void weightDecay(double value) {
            weightDecay = checked("weightDecay", value);
        }
    }

    /** A parameter, its group and its state. */
    protected static final class Slot {
        private final Tensor parameter;
        private final Group group;
        private final Map<String, Tensor> state = new LinkedHashMap<>();
        private long steps;

        private Slot(Tensor parameter, Group group) {
            this.parameter = parameter;
            this.group = group;
        }

        Tensor parameter() {
            return parameter;
        }

        double lr() {
            return group.lr;
        }

        double weightDecay() {
            return group.weightDecay;
        }

        /** How often this parameter was changed, the step under way included. */
        long steps() {
            return steps;
        }

        /** Runs a step's kernel on the parameter, its gradient and the states that the step names. */
        void apply(Step step, List<Double> params, Tensor... gradientAndStates) {
            Engine.runInPlace(new Op.Update(step, params), parameter, gradientAndStates);
        }

        /** A state of the parameter's shape, 0 at first. */
        Tensor state(String name) {
            var tensor = state.get(name);
            if (tensor == null) {
                try (var _ = Scope.suspend()) {
                    tensor = Tensor.zeros(parameter.shape(), parameter.dtype());
                }
                state.put(name, tensor);
            }
            return tensor;
        }
    }

    protected Optimizer(List<Tensor> parameters, double lr, double weightDecay) {
        add(parameters, lr, weightDecay);
    }

    /** Adds parameters with a learning rate and weight decay of their own. */
    public final Group add(List<Tensor> parameters, double lr, double weightDecay) {
        var group = new Group(lr, weightDecay);
        groups.add(group);
        parameters.forEach(parameter -> slots.add(new Slot(parameter, group)));
        return group;
    }

    public final List<Group> groups() {
        return List.copyOf(groups);
    }

    /** The learning rate of the first group. */
    public final double lr() {
        return groups.getFirst().lr;
    }

    /** Sets the learning rate of the first group and changes those of the others in proportion. */
    public final void lr(double value) {
        double before = lr();
        groups.getFirst().lr(value);
        for (var group : groups.subList(1, groups.size())) {
            group.lr(before == 0 ? value : group.lr * (value / before));
        }
    }

    /** Changes each parameter that has a gradient. */
    public final void step() {
        try (var _ = GradMode.noGrad()) {
            for (var slot : slots) {
                var gradient = Gradients.peek(slot.parameter);
                if (gradient != null) {
                    slot.steps++;
                    update(slot, gradient);
                }
            }
        }
    }

    /** Changes one parameter in place, without being recorded. */
    protected abstract void update(Slot slot, Tensor gradient);

    /** Forgets the gradients. */
    public final void zeroGrad() {
        for (var slot : slots) {
            Gradients.clear(slot.parameter);
        }
    }

    /**
     * The groups' settings, and of each parameter with a state {@code <index>.<name>} and {@code <index>.steps}. The
     * optimizer's own constants, such as the momentum, are not part of it.
     */
    @Override
    public final Map<String, Tensor> stateDict() {
        var dict = new LinkedHashMap<String, Tensor>();
        for (int i = 0; i < groups.size(); i++) {
            dict.put("groups." + i, Tensor.of(groups.get(i).lr, groups.get(i).weightDecay));
        }
        for (int i = 0; i < slots.size(); i++) {
            var slot = slots.get(i);
            if (slot.steps > 0) {
                dict.put(i + ".steps", Tensor.of(slot.steps));
                for (var entry : slot.state.entrySet()) {
                    dict.put(i + "." + entry.getKey(), entry.getValue());
                }
            }
        }
        return dict;
    }

    @Override
    public final void loadStateDict(Map<String, Tensor> state) {
        var blank = new LinkedHashMap<String, Tensor>();
        for (int i = 0; i < groups.size(); i++) {
            blank.put("groups." + i, Tensor.of(0.0, 0.0));
        }
        for (int i = 0; i < slots.size(); i++) {
            if (state.containsKey(i + ".steps")) {
                blank.put(i + ".steps", Tensor.of(0L));
                for (var name : stateNames()) {
                    blank.put(i + "." + name, zerosLike(slots.get(i).parameter));
                }
            }
        }
        State.load(getClass().getSimpleName(), blank, state, true);
        take(blank);
    }

    private static Tensor zerosLike(Tensor parameter) {
        try (var _ = Scope.suspend()) {
            return Tensor.zeros(parameter.shape(), parameter.dtype());
        }
    }

    /** The names of the states that {@link #update} asks {@link Slot#state} for, with the present settings. */
    protected abstract List<String> stateNames();

    private void take(Map<String, Tensor> loaded) {
        for (int i = 0; i < groups.size(); i++) {
            var settings = Objects.requireNonNull(loaded.get("groups." + i)).toDoubleArray();
            if (!(settings[0] >= 0 && settings[1] >= 0)) {
                throw new StateException(getClass().getSimpleName() + ": group " + i
                        + " has a negative learning rate or weight decay in the state");
            }
            groups.get(i).lr(settings[0]);
            groups.get(i).weightDecay(settings[1]);
        }
        for (int i = 0; i < slots.size(); i++) {
            var slot = slots.get(i);
            var steps = loaded.get(i + ".steps");
            slot.steps = steps == null ? 0 : steps.itemLong();
            slot.state.clear();
            if (steps != null) {
                for (var name : stateNames()) {
                    slot.state.put(name, loaded.get(i + "." + name));
                }
            }
        }
    }

    static double checked(String name, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " is " + value + "; expected a number that is not negative");
        }
        return value;
    }

    static double fraction(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " is " + value + "; expected at least 0 and less than 1");
        }
        return value;
    }
}
