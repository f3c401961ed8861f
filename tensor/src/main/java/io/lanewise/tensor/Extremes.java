package io.lanewise.tensor;

/** Greatest and least elements along an axis, with the place where they stand. */
sealed interface Extremes permits Tensor {
    Tensor self();

    /** The greatest element along an axis, of several the first, and its index; NaN is greater than all others. */
    default ValuesAndIndices max(int axis, boolean keepAxis) {
        return at(axis, keepAxis, true);
    }

    /** The least element along an axis, of several the first, and its index; NaN is less than all others. */
    default ValuesAndIndices min(int axis, boolean keepAxis) {
        return at(axis, keepAxis, false);
    }

    private ValuesAndIndices at(int axis, boolean keepAxis, boolean greatest) {
        var x = self();
        int at = x.shape().axis(axis);
        var lines = x.dim() == 0 ? x.reshape(1) : x;
        var indices = greatest ? lines.argmax(at, true) : lines.argmin(at, true);
        var values = lines.gather(at, indices);
        boolean drop = !keepAxis || x.dim() == 0;
        return drop
                ? new ValuesAndIndices(values.squeeze(at), indices.squeeze(at))
                : new ValuesAndIndices(values, indices);
    }
}
