package io.lanewise.codegen;

import io.lanewise.expr.Dag;
import io.lanewise.expr.Expr;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** One or several expressions with equal parts joined: each distinct part is one node, after those it is made of. */
final class Graph {
    private final List<Expr> nodes = new ArrayList<>();
    private final Map<Expr, Integer> uses = new IdentityHashMap<>();
    private final List<Expr> roots = new ArrayList<>();

    Graph(List<Expr> expressions) {
        // One DAG over all of them, by joints that are taken out again.
        var dag = Dag.of(expressions.stream().reduce(Expr.Both::new).orElseThrow());
        var joints = new IdentityHashMap<Expr, Boolean>();
        var rest = dag.expr();
        for (int i = expressions.size() - 1; i > 0; i--) {
            joints.put(rest, true);
            roots.addFirst(Dag.children(rest).get(1));
            rest = Dag.children(rest).get(0);
        }
        roots.addFirst(rest);
        int[] counts = dag.uses();
        for (int i = 0; i < dag.size(); i++) {
            var node = dag.nodes().get(i).expr();
            if (!joints.containsKey(node)) {
                nodes.add(node);
                uses.put(node, counts[i]);
            }
        }
    }

    Graph(Expr root) {
        this(List.of(root));
    }

    /** The nodes, parts first. */
    List<Expr> nodes() {
        return nodes;
    }

    List<Expr> roots() {
        return roots;
    }

    int uses(Expr node) {
        return uses.getOrDefault(node, 0);
    }

    boolean contains(Expr leaf) {
        return nodes.stream().anyMatch(node -> Dag.children(node).isEmpty() && node.equals(leaf));
    }

    /** Floating-point operations for one element; a fused multiply-add counts as two. */
    int flops() {
        return nodes.stream().mapToInt(Graph::flops).sum();
    }

    private static int flops(Expr node) {
        return switch (node) {
            case Expr.Input _, Expr.Flag _, Expr.Param _, Expr.Output _, Expr.Const _ -> 0;
            case Expr.Fma _ -> 2;
            default -> 1;
        };
    }
}
