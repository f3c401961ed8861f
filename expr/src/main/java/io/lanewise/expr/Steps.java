package io.lanewise.expr;

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

    private Steps() {}

    public static List<Step> all() {
        return List.of(SGD, SGD_MOMENTUM, SGD_NESTEROV, ADAM, ADAMW);
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
}
