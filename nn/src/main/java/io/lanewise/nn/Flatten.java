package io.lanewise.nn;

import io.lanewise.tensor.Tensor;

/** Joins dimensions: [n, a, b] to [n, a·b], for the ones that come after the first or those given. */
public final class Flatten extends Module {
    private final int start;
    private final int end;

    public Flatten() {
        this(1, -1);
    }

    /** Joins the dimensions from start to end, both included. */
    public Flatten(int start, int end) {
        this.start = start;
        this.end = end;
    }

    @Override
    public Tensor forward(Tensor input) {
        return input.flatten(start, end);
    }

    @Override
    protected String describe() {
        return "start=" + start + ", end=" + end;
    }
}
