package io.lanewise.expr;

import java.util.List;

/**
 * One partial derivative as a function of its own: g·∂f/∂xᵢ, whose first operand is g, followed by what {@link #needs}
 * lists.
 *
 * @param function the derivative; its params are those of the function it was derived from
 * @param needs its operands after g: an index of the function's inputs, or {@link #OUTPUT} for the function's result
 */
public record Partial(Elementwise function, List<Integer> needs) {
    /** In {@link #needs}: the result of the function. */
    public static final int OUTPUT = -1;

    static Partial of(Elementwise function, int index) {
        throw new UnsupportedOperationException(function + " by " + index);
    }
}
