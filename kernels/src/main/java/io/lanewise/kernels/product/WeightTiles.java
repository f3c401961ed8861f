package io.lanewise.kernels.product;

import io.lanewise.expr.WeightFormat;

/**
 * The inner loops of the product of f32 rows with packed weights, at one vector width. All implementations give the same
 * bits. Each element of a tile is one chain of fused multiply-adds along k, from zero; where weights have a scale, it
 * multiplies the chain's sum: that of a block of 32, which is then added to those of the blocks before, or that of all k
 * rows.
 */
interface WeightTiles {
    /** Columns of a tile and of a panel. */
    int width();

    /** Rows of the tallest tile: of bytes every number below is there too, of other formats the powers of two. */
    int height(WeightFormat format);

    /**
     * {@code c[i,j] = s[i,j] + a[i,0] w[0,j] + a[i,1] w[1,j] + …} for i below {@code rows} and all columns of a panel.
     *
     * @param k rows of the panel, a multiple of what lies together in the format
     * @param a rows at a step of {@code as}, prepared as {@link WeightRows} says
     * @param b panels of {@link PackedWeight}, this one at {@code bo}
     */
    void tile(
            WeightFormat format,
            int rows,
            int k,
            float[] a,
            int ao,
            int as,
            byte[] b,
            int bo,
            float[] s,
            int so,
            int ss,
            float[] c,
            int co,
            int cs);

    /**
     * Writes rows of as many columns of a panel as {@link Tiles} of f32 for the same vectors have, without their scales, as
     * a panel of those: {@code to[o + t·columns + i]} for t below k and i below {@code columns}.
     *
     * @param format one without blocks
     * @param k a multiple of what lies together in the format
     * @param b panels of {@link PackedWeight}, this one at {@code bo}
     * @param j the first column, in the panel
     */
    void widen(WeightFormat format, int k, byte[] b, int bo, int j, float[] to, int o);
}
