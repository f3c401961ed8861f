package io.lanewise.kernels.convolution;

/**
 * The sums of square windows of channels that have a filter each, at one vector width; the arrays are {@code float[]} or
 * {@code double[]}. All implementations give the same bits.
 */
interface WindowKernels {
    /** Elements of a vector. */
    int lanes();

    /** Whether there are loops for windows of {@code kernel · kernel} elements that are {@code stride} apart. */
    boolean fits(int kernel, int stride);

    /**
     * Copies rows of n channels, {@code y[o + c·yStep + r·yRow + j] = x[xo + c·xStep + r·xRow + j]} for r below {@code rows}
     * and j below {@code width}. After a row that is narrower than a vector, zeros may be written as far as a vector reaches.
     */
    void pad(int n, int rows, int width, Object x, int xo, int xRow, int xStep, Object y, int o, int yRow, int yStep);

    /**
     * {@code y[o + c·yStep + r·width + j] = s[so + c·sStep] + w[wo + kernel²·c]·x[xo + c·xStep + r·stride·xRow + j·stride] +
     * …} for c below n, r below {@code rows} and j below {@code width}: the elements of each window in row-major order, each
     * step rounded once. Reads up to {@code stride} vectors beyond the last window. Where {@code width} is less than a
     * vector, writes as far as a vector reaches beyond each row, before a later row is written.
     */
    void windows(
            int n,
            int kernel,
            int stride,
            int rows,
            int width,
            Object s,
            int so,
            int sStep,
            Object w,
            int wo,
            Object x,
            int xo,
            int xRow,
            int xStep,
            Object y,
            int o,
            int yStep);
}
