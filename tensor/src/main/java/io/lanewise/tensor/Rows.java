package io.lanewise.tensor;

/** Functions of whole rows along an axis: softmax and what is built on it. */
sealed interface Rows permits Tensor {
    Tensor self();

    /** exp(x) / Σ exp(x) along an axis. */
    default Tensor softmax(int axis) {
        return alongLast(new Op.Softmax(), axis);
    }

    /** x − log Σ exp(x) along an axis. */
    default Tensor logSoftmax(int axis) {
        return alongLast(new Op.LogSoftmax(), axis);
    }

    private Tensor alongLast(Op op, int axis) {
        var x = self();
        if (!x.dtype().isFloat()) {
            throw new DTypeException(op.name() + ": expected a float tensor, not " + x.dtype());
        }
        if (x.dim() == 0) {
            x.shape().axis(axis);
            return Engine.run(op, x.reshape(1)).reshape();
        }
        int at = x.shape().axis(axis);
        int last = x.dim() - 1;
        return at == last
                ? Engine.run(op, x)
                : Engine.run(op, x.transpose(at, last)).transpose(at, last);
    }

    /** The mean cross entropy of logits [n, c] with classes i64 [n]: −log softmax(x)[class], averaged over rows. */
    default Tensor crossEntropy(Tensor classes) {
        return crossEntropyPerRow(classes, -100).mean();
    }

    /**
     * The cross entropy of each row of logits [n, c] with classes i64 [n]; 0 where the class is the ignored one.
     *
     * @throws ShapeException when the shapes are others
     * @throws IndexOutOfBoundsException when a class is neither the ignored one nor within 0 to c − 1
     */
    default Tensor crossEntropyPerRow(Tensor classes, int ignoredClass) {
        var x = self();
        if (x.dim() != 2 || classes.dim() != 1 || classes.size(0) != x.size(0)) {
            throw new ShapeException("crossEntropy: expected logits [n, c] and classes [n], got " + x.shape() + " and "
                    + classes.shape());
        }
        if (classes.dtype().isFloat() || classes.dtype() == DType.BOOL) {
            throw new DTypeException("crossEntropy: expected integer classes, not " + classes.dtype());
        }
        if (!x.dtype().isFloat()) {
            throw new DTypeException("crossEntropy: expected float logits, not " + x.dtype());
        }
        return Engine.run(new Op.CrossEntropy(ignoredClass), x, classes.to(DType.I64));
    }
}
