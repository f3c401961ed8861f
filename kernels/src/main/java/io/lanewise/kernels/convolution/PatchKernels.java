package io.lanewise.kernels.convolution;

/**
 * The loops that lay out images and their patches, at one vector width; the arrays are {@code float[]} or {@code double[]}. All
 * implementations give the same bits.
 */
interface PatchKernels {
    /** Elements of a vector. */
    int lanes();

    /**
     * {@code y[o + i·step + put + e] = x[xo + rowAt[first + i] + at + e]} for i below n and each piece (at, put, length) of
     * {@code pieceAt}, e below its length, which is at most a vector's. Whole vectors are written, in ascending order.
     */
    void rows(int n, int[] rowAt, int first, int pieces, int[] pieceAt, Object x, int xo, Object y, int o, int step);

    /** {@code y[o + i·step + j] = x[xo + columnAt[first + j] + i]} for i below n and j below {@code columns}. */
    void columns(int n, int columns, int[] columnAt, int first, Object x, int xo, Object y, int o, int step);

    /** {@code y[o + i] = x[xo + i·step]} for i below n. */
    void line(int n, Object x, int xo, int step, Object y, int o);

    /**
     * {@code y[o + r·yRow + j] = x[xo + r·xRow + j·step]} for r below n and j below {@code width}, and then {@code gap} zeros
     * after each row. May write up to a vector beyond, before a later row is written, but not beyond {@code end}.
     */
    void lay(int n, int width, int gap, Object x, int xo, int xRow, int step, Object y, int o, int yRow, int end);

    /** {@code y[o + i·step] = x[xo + i]} for i below n. */
    void spread(int n, Object x, int xo, Object y, int o, int step);

    /** {@code y[o + r·yRow + j] += x[xo + r·width + j]} for r below n and j below {@code width}. */
    void add(int n, int width, Object x, int xo, Object y, int o, int yRow);
}
