package io.lanewise.expr;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Rewriting from the leaves up, each distinct part once. */
final class Rewrite {
    private Rewrite() {}

    /** Applies a rule to every part, after its own parts were rewritten. */
    static Expr bottomUp(Expr expr, UnaryOperator<Expr> rule) {
        List<Expr> done = new ArrayList<>();
        for (Dag.Node node : Dag.of(expr).nodes()) {
            List<Expr> parts = node.children().stream().map(done::get).toList();
            done.add(rule.apply(Dag.withChildren(node.expr(), parts)));
        }
        return done.getLast();
    }

    /** Puts one expression in place of each occurrence of another. */
    static Expr replace(Expr expr, Expr what, Expr with) {
        // Equal parts are the same object within one DAG, so the search is by identity in a joint one.
        Dag.Node both = Dag.of(new Expr.Both(what, expr)).root();
        Expr sharedWhat = Dag.children(both.expr()).get(0);
        Expr shared = Dag.children(both.expr()).get(1);
        List<Dag.Node> nodes = Dag.of(shared).nodes();
        List<Expr> done = new ArrayList<>();
        for (Dag.Node node : nodes) {
            List<Expr> parts = node.children().stream().map(done::get).toList();
            done.add(node.expr() == sharedWhat ? with : Dag.withChildren(node.expr(), parts));
        }
        return done.getLast();
    }
}
