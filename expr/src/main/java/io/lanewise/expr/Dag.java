package io.lanewise.expr;

import io.lanewise.expr.Expr.Binary;
import io.lanewise.expr.Expr.Both;
import io.lanewise.expr.Expr.Compare;
import io.lanewise.expr.Expr.Either;
import io.lanewise.expr.Expr.Fma;
import io.lanewise.expr.Expr.Not;
import io.lanewise.expr.Expr.Select;
import io.lanewise.expr.Expr.Unary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An expression as a list of its distinct parts, each after the parts it is made of; the last one is the whole. Equal
 * parts are one node, however often they occur, and all work here takes time linear in the number of objects.
 *
 * @param nodes the parts, children first
 */
public record Dag(List<Node> nodes) {

    /**
     * One part.
     *
     * @param expr the part itself; its children are the {@code expr} of earlier nodes (the same objects)
     * @param children the places of its children in the list, in the order of the record's components
     */
    public record Node(Expr expr, List<Integer> children) {}

    public static Dag of(Expr expr) {
        var builder = new Builder();
        builder.visit(expr);
        return new Dag(List.copyOf(builder.nodes));
    }

    public Node root() {
        return nodes.getLast();
    }

    /** The whole expression, with equal parts shared. */
    public Expr expr() {
        return root().expr();
    }

    public int size() {
        return nodes.size();
    }

    /** How often each node is used by others; the root counts once. */
    public int[] uses() {
        int[] uses = new int[nodes.size()];
        for (Node node : nodes) {
            for (int child : node.children()) {
                uses[child]++;
            }
        }
        uses[nodes.size() - 1]++;
        return uses;
    }

    /** The same text for equal expressions only: each part by its operation and the places of its own parts. */
    public String text() {
        var text = new StringBuilder();
        for (Node node : nodes) {
            Object operation = operation(node.expr());
            text.append(operation instanceof Class<?> type ? type.getSimpleName() : operation.toString());
            node.children().forEach(child -> text.append(' ').append(child));
            text.append(';');
        }
        return text.toString();
    }

    /** The direct parts of an expression, in the order of its components. */
    public static List<Expr> children(Expr expr) {
        return switch (expr) {
            case Unary u -> List.of(u.x());
            case Binary b -> List.of(b.a(), b.b());
            case Fma f -> List.of(f.a(), f.b(), f.c());
            case Select s -> List.of(s.condition(), s.whenTrue(), s.whenFalse());
            case Compare c -> List.of(c.a(), c.b());
            case Both b -> List.of(b.a(), b.b());
            case Either e -> List.of(e.a(), e.b());
            case Not n -> List.of(n.condition());
            case Expr.Input i -> List.of();
            case Expr.Flag f -> List.of();
            case Expr.Param p -> List.of();
            case Expr.Output o -> List.of();
            case Expr.Const c -> List.of();
        };
    }

    /** The same operation of other parts; the expression itself when they are the ones it has. */
    public static Expr withChildren(Expr expr, List<Expr> parts) {
        List<Expr> old = children(expr);
        boolean same = true;
        for (int i = 0; i < parts.size(); i++) {
            same &= old.get(i) == parts.get(i);
        }
        if (same) {
            return expr;
        }
        return switch (expr) {
            case Unary u -> new Unary(u.op(), parts.get(0));
            case Binary b -> new Binary(b.op(), parts.get(0), parts.get(1));
            case Fma f -> new Fma(parts.get(0), parts.get(1), parts.get(2));
            case Select s -> new Select(parts.get(0), parts.get(1), parts.get(2));
            case Compare c -> new Compare(c.op(), parts.get(0), parts.get(1));
            case Both b -> new Both(parts.get(0), parts.get(1));
            case Either e -> new Either(parts.get(0), parts.get(1));
            case Not n -> new Not(parts.get(0));
            case Expr.Input i -> i;
            case Expr.Flag f -> f;
            case Expr.Param p -> p;
            case Expr.Output o -> o;
            case Expr.Const c -> c;
        };
    }

    /** What makes two nodes with the same children equal: the operation, or the leaf itself. */
    private static Object operation(Expr expr) {
        return switch (expr) {
            case Unary u -> u.op();
            case Binary b -> b.op();
            case Compare c -> c.op();
            case Fma f -> Fma.class;
            case Select s -> Select.class;
            case Both b -> Both.class;
            case Either e -> Either.class;
            case Not n -> Not.class;
            case Expr.Input i -> i;
            case Expr.Flag f -> f;
            case Expr.Param p -> p;
            case Expr.Output o -> o;
            case Expr.Const c -> c;
        };
    }

    private record Key(Object operation, List<Integer> children) {}

    private static final class Builder {
        private final List<Node> nodes = new ArrayList<>();
        private final Map<Key, Integer> known = new HashMap<>();
        private final IdentityHashMap<Expr, Integer> visited = new IdentityHashMap<>();

        int visit(Expr expr) {
            @Nullable Integer seen = visited.get(expr);
            if (seen != null) {
                return seen;
            }
            List<Integer> places = new ArrayList<>();
            for (Expr child : children(expr)) {
                places.add(visit(child));
            }
            int place = known.computeIfAbsent(new Key(operation(expr), List.copyOf(places)), key -> {
                List<Expr> parts =
                        key.children().stream().map(i -> nodes.get(i).expr()).toList();
                nodes.add(new Node(withChildren(expr, parts), key.children()));
                return nodes.size() - 1;
            });
            visited.put(expr, place);
            return place;
        }
    }
}
