package io.lanewise.tensor;

/**
 * One part of an index into a tensor, as between the commas of {@code x[…]} in Python.
 *
 * <pre>{@code
 * import static io.lanewise.tensor.Index.*;
 *
 * x.index(at(0), slice(1, 3));        // x[0, 1:3]
 * x.index(ellipsis(), newAxis());     // x[..., None]
 * x.index(all(), tensor(rows));       // x[:, rows]
 * x.index(tensor(x.gt(0)));           // x[x > 0]
 * }</pre>
 */
public sealed interface Index {
    /** An end of a slice that is left out where the step is positive. */
    int END = Integer.MAX_VALUE;

    /** An end of a slice that is left out where the step is negative: the first element belongs to it. */
    int BEGIN = Integer.MIN_VALUE;

    /** One place of a dimension, which goes; a negative one counts from the end. */
    record At(int index) implements Index {}

    /** The places start, start + step, … before end, cut to the dimension as Python does. */
    record Range(int start, int end, int step) implements Index {}

    /** As many whole dimensions as the other parts leave. */
    record Ellipsis() implements Index {}

    /** A new dimension of size 1. */
    record NewAxis() implements Index {}

    /**
     * Integers that name places of a dimension, or a mask (bool) over as many dimensions as it has. Several are
     * broadcast to each other and walked through together.
     */
    record Select(Tensor tensor) implements Index {}

    static Index at(int index) {
        return new At(index);
    }

    static Index slice(int start, int end) {
        return new Range(start, end, 1);
    }

    static Index slice(int start, int end, int step) {
        return new Range(start, end, step);
    }

    /** A whole dimension. */
    static Index all() {
        return new Range(0, END, 1);
    }

    static Index ellipsis() {
        return new Ellipsis();
    }

    static Index newAxis() {
        return new NewAxis();
    }

    static Index tensor(Tensor indices) {
        return new Select(indices);
    }
}
