package io.lanewise.expr;

import java.util.ArrayList;
import java.util.List;

/**
 * The steps of optimizers, as PyTorch defines them, a definition each. What depends on parameters only is computed
 * once, in f64.
 */
public final class Steps {
    private static final Expr PARAMETER = Expr.input(0);
    private static final Expr GRADIENT = Expr.input(1);

    /** p ← p − lr·(g + weight_decay·p). */
    public static final Step SGD = sgd();

    /** v ← momentum·v + (1 − dampening)·(g + weight_decay·p); p ← p − lr·v. At the first step dampening is 0. */
    public static final Step SGD_MOMENTUM = momentum("sgd_momentum", false);

    /** Like {@link #SGD_MOMENTUM}, but p ← p − lr·(g + weight_decay·p + momentum·v). */
    public static final Step SGD_NESTEROV = momentum("sgd_nesterov", true);

    /** Adam with weight decay in the gradient; see {@link #ADAMW} for the parameters. */
    public static final Step ADAM = adam("adam", false);

    /**
     * p ← p·(1 − lr·weight_decay); m ← beta1·m + (1 − beta1)·g; v ← beta2·v + (1 − beta2)·g²; p ← p − lr /
     * correction1 · m / (√v / √correction2 + eps), where a correction is 1 − beta^t at the t-th step.
     */
    public static final Step ADAMW = adam("adamw", true);

    /** v ← alpha·v + (1 − alpha)·g²; p ← p − lr·g / (√v + eps), with g + weight_decay·p for g. */
    public static final Step RMSPROP = rmsprop("rmsprop", false, false);

    /** Like {@link #RMSPROP}, but what is subtracted is lr·b with b ← momentum·b + g / (√v + eps). */
    public static final Step RMSPROP_MOMENTUM = rmsprop("rmsprop_momentum", false, true);

    /** Like {@link #RMSPROP}, but with v − m² for v, where m ← alpha·m + (1 − alpha)·g. */
    public static final Step RMSPROP_CENTERED = rmsprop("rmsprop_centered", true, false);

    /** {@link #RMSPROP_CENTERED} and {@link #RMSPROP_MOMENTUM}. */
    public static final Step RMSPROP_CENTERED_MOMENTUM = rmsprop("rmsprop_centered_momentum", true, true);

    /** s ← s + g²; p ← p − lr·g / (√s + eps), with g + weight_decay·p for g. */
    public static final Step ADAGRAD = adagrad();

    /** v ← rho·v + (1 − rho)·g²; d = √(a + eps) / √(v + eps)·g; a ← rho·a + (1 − rho)·d²; p ← p − lr·d. */
    public static final Step ADADELTA = adadelta();

    /** m ← beta1·m + (1 − beta1)·g; u ← max(beta2·u, |g| + eps); p ← p − lr·m / u, with lr / (1 − beta1^t) for lr. */
    public static final Step ADAMAX = adamax();

    /** Adam's m and v; p ← p − (gradient_rate·g + mean_rate·m) / (√v / √correction2 + eps). */
    public static final Step NADAM = nadam();

    /** Adam's m and v; p ← p − rate·m / (√v + eps) where {@code rectified} is 1, and p ← p − rate·m where it is 0. */
    public static final Step RADAM = radam();

    private Steps() {}

    public static List<Step> all() {
        return List.of(
                SGD,
                SGD_MOMENTUM,
                SGD_NESTEROV,
                ADAM,
                ADAMW,
                RMSPROP,
                RMSPROP_MOMENTUM,
                RMSPROP_CENTERED,
                RMSPROP_CENTERED_MOMENTUM,
                ADAGRAD,
                ADADELTA,
                ADAMAX,
                NADAM,
                RADAM);
    }

    private static Step sgd() {
        var lr = Expr.param(0);
        var decay = Expr.param(1);
        var gradient = decay.fma(PARAMETER, GRADIENT);
        return new Step(
                "sgd",
                List.of("parameter", "gradient"),
                List.of("lr", "weight_decay"),
                List.of(new Step.Assignment(0, PARAMETER.sub(lr.mul(gradient)))));
    }

    private static Step momentum(String name, boolean nesterov) {
        var lr = Expr.param(0);
        var decay = Expr.param(1);
        var momentum = Expr.param(2);
        var dampening = Expr.param(3);
        var gradient = decay.fma(PARAMETER, GRADIENT);
        var velocity = momentum.fma(Expr.input(2), Expr.Const.ONE.sub(dampening).mul(gradient));
        var direction = nesterov ? momentum.fma(velocity, gradient) : velocity;
        return new Step(
                name,
                List.of("parameter", "gradient", "velocity"),
                List.of("lr", "weight_decay", "momentum", "dampening"),
                List.of(new Step.Assignment(0, PARAMETER.sub(lr.mul(direction))), new Step.Assignment(2, velocity)));
    }

    private static Step adam(String name, boolean decoupled) {
        var lr = Expr.param(0);
        var beta1 = Expr.param(1);
        var beta2 = Expr.param(2);
        var eps = Expr.param(3);
        var decay = Expr.param(4);
        var correction1 = Expr.param(5);
        var correction2 = Expr.param(6);
        var parameter = decoupled ? PARAMETER.mul(Expr.Const.ONE.sub(lr.mul(decay))) : PARAMETER;
        var gradient = decoupled ? GRADIENT : decay.fma(PARAMETER, GRADIENT);
        var mean = beta1.fma(Expr.input(2), Expr.Const.ONE.sub(beta1).mul(gradient));
        var square = beta2.fma(Expr.input(3), Expr.Const.ONE.sub(beta2).mul(gradient.square()));
        var scale = square.sqrt().mul(Expr.Const.ONE.div(correction2.sqrt())).add(eps);
        return new Step(
                name,
                List.of("parameter", "gradient", "mean", "square"),
                List.of("lr", "beta1", "beta2", "eps", "weight_decay", "correction1", "correction2"),
                List.of(
                        new Step.Assignment(
                                0, parameter.sub(lr.div(correction1).mul(mean).div(scale))),
                        new Step.Assignment(2, mean),
                        new Step.Assignment(3, square)));
    }

    /** decay·average + (1 − decay)·value. */
    private static Expr average(Expr decay, int average, Expr value) {
        return decay.fma(Expr.input(average), Expr.Const.ONE.sub(decay).mul(value));
    }

    private static Expr decayed(Expr decay) {
        return decay.fma(PARAMETER, GRADIENT);
    }

    private static Step.Assignment less(Expr amount) {
        return new Step.Assignment(0, PARAMETER.sub(amount));
    }

    private static Step rmsprop(String name, boolean centered, boolean withMomentum) {
        var lr = Expr.param(0);
        var alpha = Expr.param(1);
        var eps = Expr.param(2);
        var momentum = Expr.param(4);
        var operands = new ArrayList<>(List.of("parameter", "gradient", "square"));
        var assignments = new ArrayList<Step.Assignment>();
        var gradient = decayed(Expr.param(3));
        var square = average(alpha, 2, gradient.square());
        assignments.add(new Step.Assignment(2, square));
        var spread = square;
        if (centered) {
            var mean = average(alpha, 3, gradient);
            assignments.add(new Step.Assignment(3, mean));
            operands.add("mean");
            spread = square.sub(mean.square());
        }
        var direction = gradient.div(spread.sqrt().add(eps));
        if (withMomentum) {
            int at = operands.size();
            direction = momentum.fma(Expr.input(at), direction);
            assignments.add(new Step.Assignment(at, direction));
            operands.add("momentum");
        }
        assignments.addFirst(less(lr.mul(direction)));
        var params = withMomentum
                ? List.of("lr", "alpha", "eps", "weight_decay", "momentum")
                : List.of("lr", "alpha", "eps", "weight_decay");
        return new Step(name, List.copyOf(operands), params, List.copyOf(assignments));
    }

    private static Step adagrad() {
        var gradient = decayed(Expr.param(2));
        var sum = Expr.input(2).add(gradient.square());
        return new Step(
                "adagrad",
                List.of("parameter", "gradient", "sum"),
                List.of("lr", "eps", "weight_decay"),
                List.of(
                        less(Expr.param(0).mul(gradient).div(sum.sqrt().add(Expr.param(1)))),
                        new Step.Assignment(2, sum)));
    }

    private static Step adadelta() {
        var rho = Expr.param(1);
        var eps = Expr.param(2);
        var gradient = decayed(Expr.param(3));
        var square = average(rho, 2, gradient.square());
        var delta = Expr.input(3).add(eps).sqrt().div(square.add(eps).sqrt()).mul(gradient);
        return new Step(
                "adadelta",
                List.of("parameter", "gradient", "square", "change"),
                List.of("lr", "rho", "eps", "weight_decay"),
                List.of(
                        less(Expr.param(0).mul(delta)),
                        new Step.Assignment(2, square),
                        new Step.Assignment(3, average(rho, 3, delta.square()))));
    }

    private static Step adamax() {
        var gradient = decayed(Expr.param(4));
        var mean = average(Expr.param(1), 2, gradient);
        var greatest = Expr.param(2).mul(Expr.input(3)).max(gradient.abs().add(Expr.param(3)));
        return new Step(
                "adamax",
                List.of("parameter", "gradient", "mean", "greatest"),
                List.of("lr", "beta1", "beta2", "eps", "weight_decay"),
                List.of(
                        less(Expr.param(0).mul(mean).div(greatest)),
                        new Step.Assignment(2, mean),
                        new Step.Assignment(3, greatest)));
    }

    private static Step nadam() {
        var gradient = decayed(Expr.param(5));
        var mean = average(Expr.param(2), 2, gradient);
        var square = average(Expr.param(3), 3, gradient.square());
        var scale = square.sqrt().mul(Expr.Const.ONE.div(Expr.param(6).sqrt())).add(Expr.param(4));
        var direction = Expr.param(1).fma(mean, Expr.param(0).mul(gradient));
        return new Step(
                "nadam",
                List.of("parameter", "gradient", "mean", "square"),
                List.of("gradient_rate", "mean_rate", "beta1", "beta2", "eps", "weight_decay", "correction2"),
                List.of(less(direction.div(scale)), new Step.Assignment(2, mean), new Step.Assignment(3, square)));
    }

    private static Step radam() {
        var gradient = decayed(Expr.param(4));
        var mean = average(Expr.param(1), 2, gradient);
        var square = average(Expr.param(2), 3, gradient.square());
        var rectified = Expr.param(5);
        var scale = rectified.fma(square.sqrt().add(Expr.param(3)), Expr.Const.ONE.sub(rectified));
        return new Step(
                "radam",
                List.of("parameter", "gradient", "mean", "square"),
                List.of("rate", "beta1", "beta2", "eps", "weight_decay", "rectified"),
                List.of(
                        less(Expr.param(0).mul(mean).div(scale)),
                        new Step.Assignment(2, mean),
                        new Step.Assignment(3, square)));
    }
}
