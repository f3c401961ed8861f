/** What kernels compute: the expression language, the catalog, derivatives, lowering, the interpreter. */
module io.lanewise.expr {
    requires static org.jspecify;

    exports io.lanewise.expr;
}
