package io.lanewise.expr;

/** Rewrites expressions into the operations that kernels have. */
public final class Lowering {
    private Lowering() {}

    /** The expression in the operations of kernels, equal parts shared. */
    public static Expr lower(Expr expr, ElementType type) {
        return Dag.of(expr).expr();
    }
}
