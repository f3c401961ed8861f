package io.lanewise.kernels.convolution;

import io.lanewise.kernels.product.PanelSource;
import io.lanewise.kernels.product.Tiles;

/**
 * Matrices side by side, as one operand of a product: its row i is row i of the first matrix, of the second, and so on.
 * The windows of several images are such matrices, and the taps of several filters.
 *
 * @param offset where the first matrix begins
 * @param apart between the beginnings of two matrices
 * @param width elements of a row of a matrix, which is dense
 */
record SideBySide(Tiles tiles, Object array, int offset, int apart, int width) implements PanelSource {
    @Override
    public void pack(int k0, int kc, int from, int until, Object to, int at, int step) {
        for (int k = k0; k < k0 + kc; ) {
            int element = k % width;
            int run = Math.min(width - element, k0 + kc - k);
            int source = offset + k / width * apart + from * width + element;
            tiles.pack(run, until - from, array, source, 1, width, to, at + (k - k0) * step, step);
            k += run;
        }
    }
}
