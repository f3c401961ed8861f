package io.lanewise.kernels;

/**
 * The inner loops of convolutions at one vector width; the arrays are {@code float[]} or {@code double[]}. All
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

    /** {@code y[o + i·step] = x[xo + i]} for i below n. */
    void spread(int n, Object x, int xo, Object y, int o, int step);

    /**
     * {@code y[o + j] = w[wo + weightAt[0]]·x[xo + tapAt[0] + j] + …} for j below n and so many taps, in order, each step
     * rounded once. Reads and writes whole vectors.
     */
    void taps(int n, int taps, Object w, int wo, int[] weightAt, Object x, int xo, int[] tapAt, Object y, int o);
}
