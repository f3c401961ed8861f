package io.lanewise.expr;

/** Functions of a whole row. x, y and g stand for rows, Σ for the sum over one. */
public enum RowFunction {
    /** exp(x) / Σ exp(x). */
    SOFTMAX,
    /** x − log Σ exp(x). */
    LOG_SOFTMAX,
    /** log Σ exp(x): one number a row. */
    LOG_SUM_EXP,
    /** Of y = softmax(x) and g: y·(g − Σ g·y). */
    SOFTMAX_GRAD,
    /** Of y = log-softmax(x) and g: g − exp(y)·Σ g. */
    LOG_SOFTMAX_GRAD,
    /** Of x and a class: −log softmax(x)[class], one number a row. */
    CROSS_ENTROPY,
    /** Of x, a class and a factor: (softmax(x) − onehot(class))·factor. */
    CROSS_ENTROPY_GRAD
}
