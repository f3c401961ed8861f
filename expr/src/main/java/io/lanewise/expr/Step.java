package io.lanewise.expr;

import java.util.List;

/**
 * One step of an optimizer, element by element and in place: several arrays are read, some of them written.
 *
 * @param name its name in kernels: {@code sgd_momentum}
 * @param operands the arrays' names in order, the parameter first, its gradient second, then the state
 * @param params the scalar attributes' names in order
 * @param assignments what is written, all computed from the values before the step
 */
public record Step(String name, List<String> operands, List<String> params, List<Assignment> assignments) {
    /** The new value of one operand. */
    public record Assignment(int operand, Expr value) {}

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
