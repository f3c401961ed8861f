package io.lanewise.kernels.product;

import io.lanewise.expr.ElementType;

/**
 * The right operand of a matrix product, laid out as the kernels read it: for each block of k, panels of as many columns
 * as a tile has. Worth keeping for weights that do not change. Made by {@link MatMul#pack}.
 */
public final class PackedB {
    private final ElementType type;
    private final int n;
    private final int k;
    private final int width;
    private final Object panels;

    /** Where the panels begin in their array. */
    private final int base;

    PackedB(ElementType type, int n, int k, int width, Object panels) {
        this(type, n, k, width, panels, 0);
    }

    /** Panels of such a width in an array of the type, which are yet to be written. */
    public PackedB(ElementType type, int n, int k, int width, Object panels, int base) {
        this.type = type;
        this.n = n;
        this.k = k;
        this.width = width;
        this.panels = panels;
        this.base = base;
    }

    /** Panels of the same sizes that lie further on in the array. */
    public PackedB at(int distance) {
        return new PackedB(type, n, k, width, panels, base + distance);
    }

    public ElementType type() {
        return type;
    }

    /** The number of columns. */
    public int n() {
        return n;
    }

    /** The number of rows. */
    public int k() {
        return k;
    }

    /** The number of elements that the panels take. */
    public long elements() {
        return (long) k * ceil(n, width);
    }

    Object panels() {
        return panels;
    }

    int width() {
        return width;
    }

    /** Where the panel lies that starts at column j, in the block of k that begins at k0 and has kc rows. */
    int offset(int k0, int kc, int j) {
        return base + k0 * ceil(n, width) + j * kc;
    }

    /** Where row i lies from column j on, which begins a panel. */
    public int place(int i, int j) {
        int p = 0;
        while (ProductCall.block(k, p + 1) <= i) {
            p++;
        }
        int k0 = ProductCall.block(k, p);
        return offset(k0, ProductCall.block(k, p + 1) - k0, j) + (i - k0) * width;
    }

    /** n rounded up to a multiple of a step. */
    public static int ceil(int n, int step) {
        return (n + step - 1) / step * step;
    }
}
