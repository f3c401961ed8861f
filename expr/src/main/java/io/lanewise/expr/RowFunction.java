package io.lanewise.expr;

import java.util.List;

/**
 * Functions of a whole row. x, y and g stand for rows, Σ for the sum over one; the operands that a function reads or
 * writes are named in their order.
 */
public enum RowFunction {
    /** exp(x) / Σ exp(x); out may be x. */
    SOFTMAX("x", "out"),
    /** x − log Σ exp(x). */
    LOG_SOFTMAX("x", "out"),
    /** log Σ exp(x): one number a row; work is a row to work in, which several rows may share. */
    LOG_SUM_EXP("x", "work", "out"),
    /** Of y = softmax(x) and g: y·(g − Σ g·y); out may be either. */
    SOFTMAX_GRAD("y", "g", "out"),
    /** Of y = log-softmax(x) and g: g − exp(y)·Σ g; out may be either. */
    LOG_SOFTMAX_GRAD("y", "g", "out"),
    /**
     * The part x of a longer row becomes exp(x − m), where m is the greatest element so far. The state is three numbers:
     * m, the sum of exp(x − m) so far, and what earlier results are to be multiplied by, since m has grown. It starts as
     * −∞ and 0 (Milakov and Gimelshein, Online normalizer calculation for softmax, 2018).
     */
    RUNNING_SOFTMAX("x", "state"),
    /** x becomes x·factor, one number a row. */
    SCALE("x", "factor"),
    /** The scores x become exp(x − top), one number a row. */
    EXP_BELOW("x", "top"),
    /** The gradient g of probabilities p becomes that of the scores: p·(g − mean), one number a row. */
    SCORES_GRAD("p", "g", "mean"),
    /** (x − mean) / √(variance + eps)·scale + shift; the attribute is eps. */
    LAYER_NORM("x", "scale", "shift", "out"),
    /** The gradient of {@link #LAYER_NORM} by x, from g, that of its result. */
    LAYER_NORM_GRAD("x", "g", "scale", "out"),
    /** Adds the row's part to the gradients of {@link #LAYER_NORM} by scale and by shift. */
    LAYER_NORM_WEIGHT_GRAD("x", "g", "scaleGrad", "shiftGrad"),
    /** x / √(mean of x² + eps)·scale; the attribute is eps. */
    RMS_NORM("x", "scale", "out"),
    /** The gradient of {@link #RMS_NORM} by x, from g, that of its result. */
    RMS_NORM_GRAD("x", "g", "scale", "out"),
    /** Adds the row's part to the gradient of {@link #RMS_NORM} by scale. */
    RMS_NORM_WEIGHT_GRAD("x", "g", "scaleGrad"),
    /** Of x and a class: −log softmax(x)[class], one number a row. */
    CROSS_ENTROPY("x", "out", "value"),
    /** Of x, a class and a factor: (softmax(x) − onehot(class))·factor. */
    CROSS_ENTROPY_GRAD("x", "out", "value");

    private final String operands;

    RowFunction(String... operands) {
        this.operands = String.join(" ", operands);
    }

    /** The names of the operands in their order. */
    public List<String> operands() {
        return List.of(operands.split(" "));
    }

    /** Whether each row has a class. */
    public boolean hasClasses() {
        return this == CROSS_ENTROPY || this == CROSS_ENTROPY_GRAD;
    }
}
