package io.lanewise.expr;

/** Every elementwise function, a line each. */
public final class Catalog {
    private Catalog() {}
}
