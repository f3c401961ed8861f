package io.lanewise.expr;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A function of each element by itself: one entry of the {@link Catalog}, or a derivative of one. An entry is written
 * as its formula followed by what else is known of it:
 *
 * <pre>{@code unary("silu", X.mul(X.sigmoid())).domain(-88, 88).maxUlp(3)}</pre>
 *
 * <p>Two functions are equal when they have the same name and the same expression object.
 *
 * @param name its name in kernels and messages: {@code gelu}
 * @param arity how many array operands it has; kernels take up to 4
 * @param params how many scalar attributes it has
 * @param expr what it computes
 * @param bool whether the result is a bool
 * @param types the element types of its operands
 * @param maxUlp the measured worst error in f32, in units in the last place of the result, over its domain; infinite
 *     where terms may cancel, so that no such bound holds
 * @param lower the lower end of the domain on which maxUlp holds
 * @param upper the upper end of that domain
 * @param slopes the partial derivatives that are stated rather than derived, by operand
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
        double upper,
        Map<Integer, Expr> slopes) {

    public Elementwise {
        types = Set.copyOf(types);
        slopes = Map.copyOf(slopes);
    }

    /** A function of this name, correctly rounded on all numbers as far as is stated, for f32 and f64. */
    public static Elementwise of(String name, int arity, Expr expr) {
        int params = params(expr, new IdentityHashMap<>());
        double infinity = Double.POSITIVE_INFINITY;
        return new Elementwise(
                name, arity, params, expr, expr.isCondition(), ElementType.FLOATS, 0.5, -infinity, infinity, Map.of());
    }

    /** How many scalar attributes an expression reads. A program's start meets it for each function there is. */
    private static int params(Expr expr, Map<Expr, Expr> seen) {
        if (expr instanceof Expr.Param p) {
            return p.index() + 1;
        }
        int most = 0;
        if (seen.put(expr, expr) == null) {
            for (Expr child : Dag.children(expr)) {
                most = Math.max(most, params(child, seen));
            }
        }
        return most;
    }

    /** A function of one operand, {@code Expr.input(0)}. */
    public static Elementwise unary(String name, Expr formula) {
        return of(name, 1, formula);
    }

    /** A function of two operands. */
    public static Elementwise binary(String name, Expr formula) {
        return of(name, 2, formula);
    }

    /** A function of three operands. */
    public static Elementwise ternary(String name, Expr formula) {
        return of(name, 3, formula);
    }

    /** Also for i32, i64, i8 and u8. */
    public Elementwise integers() {
        return alsoFor(ElementType.INTEGERS);
    }

    /** Also for bool, whose elements are the numbers 0 and 1. */
    public Elementwise bools() {
        return alsoFor(Set.of(ElementType.BOOL));
    }

    private Elementwise alsoFor(Set<ElementType> more) {
        var all = EnumSet.copyOf(types);
        all.addAll(more);
        return withTypes(all);
    }

    /** For no floating-point types. */
    public Elementwise noFloats() {
        var all = EnumSet.copyOf(types);
        all.removeAll(ElementType.FLOATS);
        return withTypes(all);
    }

    private Elementwise withTypes(Set<ElementType> all) {
        return new Elementwise(name, arity, params, expr, bool, all, maxUlp, lower, upper, slopes);
    }

    /** Where {@link #maxUlp} holds. */
    public Elementwise domain(double from, double to) {
        return new Elementwise(name, arity, params, expr, bool, types, maxUlp, from, to, slopes);
    }

    public Elementwise maxUlp(double bound) {
        return new Elementwise(name, arity, params, expr, bool, types, bound, lower, upper, slopes);
    }

    /** Terms may cancel, so that no bound relative to the result holds. */
    public Elementwise cancels() {
        return maxUlp(Double.POSITIVE_INFINITY);
    }

    /** States the derivative of a unary function, by its operand or by its {@link Expr.Output}. */
    public Elementwise derivative(Expr slope) {
        return derivative(0, slope);
    }

    /** States the partial derivative by one operand. */
    public Elementwise derivative(int index, Expr slope) {
        var more = new HashMap<>(slopes);
        more.put(index, slope);
        return new Elementwise(name, arity, params, expr, bool, types, maxUlp, lower, upper, more);
    }

    /**
     * The derivative with respect to operand {@code index}, times the gradient of the result; zero where the function
     * is flat. Null where there is nothing to differentiate: a bool result, a condition, or a function of integers.
     *
     * @throws IndexOutOfBoundsException if there is no such operand
     */
    public @Nullable Partial partial(int index) {
        return Partial.of(this, index);
    }

    public boolean supports(ElementType type) {
        return types.contains(type);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Elementwise that && name.equals(that.name) && expr == that.expr;
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
