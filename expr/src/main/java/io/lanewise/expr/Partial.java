package io.lanewise.expr;

import io.lanewise.expr.Expr.Flag;
import io.lanewise.expr.Expr.Input;
import io.lanewise.expr.Expr.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One partial derivative as a function of its own: g·∂f/∂xᵢ, whose first operand is g, followed by what {@link #needs}
 * lists. It needs only the function's result when the derivative can be stated by that alone, as for exp; otherwise
 * the inputs that occur in it.
 *
 * @param function the derivative, {@code <name>_d<i>}; its params are those of the function it was derived from
 * @param needs its operands after g: an index of the function's inputs, or {@link #OUTPUT} for the function's result
 */
public record Partial(Elementwise function, List<Integer> needs) {
    /** In {@link #needs}: the result of the function. */
    public static final int OUTPUT = -1;

    private static final Map<Key, Optional<Partial>> KNOWN = new ConcurrentHashMap<>();

    private record Key(Elementwise function, int index) {}

    static @Nullable Partial of(Elementwise function, int index) {
        if (index < 0 || index >= function.arity()) {
            throw new IndexOutOfBoundsException(function + ": no operand " + index + " among " + function.arity());
        }
        return KNOWN.computeIfAbsent(new Key(function, index), key -> derive(function, index))
                .orElse(null);
    }

    private static Optional<Partial> derive(Elementwise f, int index) {
        boolean floats = f.types().stream().anyMatch(ElementType::isFloat);
        if (f.bool() || !floats || contains(f.expr(), new Flag(index))) {
            return Optional.empty();
        }
        // While it is put together, g stands as the operand after the function's own.
        Input g = new Input(f.arity());
        Expr y = Simplify.simplify(f.expr());
        @Nullable Expr stated = f.slopes().get(index);
        Expr product = Simplify.simplify(stated == null ? Derivative.of(y, index, g) : Derivative.times(g, stated));
        Expr byOutput = Rewrite.replace(product, y, new Output());
        return Optional.of(named(f, index, operands(byOutput, g).isEmpty() ? byOutput : product, g));
    }

    private static Partial named(Elementwise f, int index, Expr product, Input g) {
        List<Integer> needs = new ArrayList<>(operands(product, g));
        if (contains(product, new Output())) {
            needs.add(OUTPUT);
        }
        Expr expr = Rewrite.bottomUp(product, e -> switch (e) {
            case Input i -> new Input(i.equals(g) ? 0 : 1 + needs.indexOf(i.index()));
            case Flag i -> new Flag(1 + needs.indexOf(i.index()));
            case Output o -> new Input(needs.size());
            default -> e;
        });
        String name = f.name() + "_d" + index;
        var function = new Elementwise(
                name,
                1 + needs.size(),
                f.params(),
                expr,
                false,
                ElementType.FLOATS,
                Double.POSITIVE_INFINITY,
                f.lower(),
                f.upper(),
                Map.of());
        return new Partial(function, List.copyOf(needs));
    }

    /** The function's inputs that occur, in order. */
    private static TreeSet<Integer> operands(Expr expr, Input g) {
        var operands = new TreeSet<Integer>();
        for (Dag.Node node : Dag.of(expr).nodes()) {
            switch (node.expr()) {
                case Input i when !i.equals(g) -> operands.add(i.index());
                case Flag i -> operands.add(i.index());
                default -> {}
            }
        }
        return operands;
    }

    private static boolean contains(Expr expr, Expr leaf) {
        return Dag.of(expr).nodes().stream()
                .anyMatch(node -> node.children().isEmpty() && node.expr().equals(leaf));
    }
}
