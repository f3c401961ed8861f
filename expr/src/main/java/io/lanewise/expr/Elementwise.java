package io.lanewise.expr;

import java.util.Set;

/**
 * A function of each element by itself: one entry of the {@link Catalog}, or a derivative of one.
 *
 * @param name its name in kernels and messages: {@code gelu}
 * @param arity how many array operands it has, 1 to 4
 * @param params how many scalar attributes it has
 * @param expr what it computes
 * @param bool whether the result is a bool
 * @param types the element types of its operands
 * @param maxUlp the measured worst error in f32, in units in the last place, over its domain
 * @param lower the lower end of the domain on which maxUlp holds
 * @param upper the upper end of that domain
 */
public record Elementwise(
        String name,
        int arity,
        int params,
        Expr expr,
        boolean bool,
        Set<ElementType> types,
        double maxUlp,
        double lower,
        double upper) {

    /** The derivative with respect to operand {@code index}, times the gradient of the result. */
    public Partial partial(int index) {
        return Partial.of(this, index);
    }

    public boolean supports(ElementType type) {
        return types.contains(type);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
