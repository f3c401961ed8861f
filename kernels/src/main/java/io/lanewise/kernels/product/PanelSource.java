package io.lanewise.kernels.product;

/**
 * An operand of a matrix product that is not stored: it writes its elements into the product's panels, a block at a time,
 * so that it never exists as a whole. The patches of an image are one.
 */
@FunctionalInterface
public interface PanelSource {
    /**
     * Writes {@code to[offset + (k - k0)·step + (i - from)]} for the steps k of the sums from k0 to k0 + kc and the
     * operand's rows (on the left) or columns (on the right) i from {@code from} to {@code until}. In ascending order of k it
     * may overwrite up to a vector's lanes beyond a row's last element. Called by several threads at once.
     */
    void pack(int k0, int kc, int from, int until, Object to, int offset, int step);
}
