package io.lanewise.kernels.product;

import io.lanewise.kernels.Cpu;

/**
 * How large the blocks of a product are, by the caches: a block of a and one of c stay in the second level while all of k
 * passes by, and the packed columns of b stream from the third, where they are found again by the next rows.
 *
 * @param rows of a and of c; a multiple of a tile's height, or all there are
 * @param columns of b and of c; a multiple of a panel's width
 * @param blocks of k that pass, their columns packed before, until the next block of rows begins
 */
record BlockSizes(int rows, int columns, int blocks) {
    private static final int SHARE = 8;

    /** All rows of a may take more, since b then streams by only once. */
    private static final int SHARE_OF_ALL_ROWS = 4;

    /**
     * The sizes for a product of {@code rows} rows.
     *
     * @param kc the steps of a block of k, of which there are {@code blocks}
     * @param packsA whether a is packed: again for each block of columns, so those are wide
     * @param packsB whether b is
     */
    static BlockSizes of(Product product, int kc, int blocks, int rows, boolean packsA, boolean packsB) {
        int bytes = product.type.bytes();
        int step = Math.max(1, kc) * bytes;
        // A panel that the first level does not hold takes a's room in the second.
        int share = product.width * step > Cpu.l1Bytes() ? 2 * SHARE : SHARE;
        boolean once = (long) rows * step <= Cpu.l2Bytes() / SHARE_OF_ALL_ROWS;
        int high = once ? rows : Math.min(rows, multiple(Cpu.l2Bytes() / share / step, product.height));
        int columns = packsA
                ? Cpu.l3Bytes() / SHARE / step
                : once ? Cpu.l2Bytes() / 2 / step : Cpu.l2Bytes() / SHARE / (high * bytes);
        int wide = multiple(columns, product.width);
        int atOnce = once ? 1 : !packsB ? blocks : Math.clamp(Cpu.l3Bytes() / SHARE / ((long) step * wide), 1, blocks);
        return new BlockSizes(high, wide, atOnce);
    }

    private static int multiple(int n, int of) {
        return Math.max(1, n / of) * of;
    }
}
