package io.lanewise.kernels.convolution;

/**
 * The inner loops of depthwise convolutions at one vector width; the arrays are {@code float[]} or {@code double[]}. All
 * implementations give the same bits.
 */
interface DepthwiseKernels {
    /** Elements of a vector. */
    int lanes();

    /**
     * {@code y[o + j] = s[so] + w[wo + weightAt[0]]·x[xo + tapAt[0] + j] + …} for j below n and so many taps, from the left,
     * each step rounded once. Reads and writes whole vectors.
     */
    void taps(
            int n,
            int taps,
            Object s,
            int so,
            Object w,
            int wo,
            int[] weightAt,
            Object x,
            int xo,
            int[] tapAt,
            Object y,
            int o);

    /**
     * For each tap t adds {@code g[i]·x[i + tapAt[t]]} to lane {@code i % 32} of {@code y[o + 32·t …]}, for i below n in
     * order, each step rounded once. n is rounded up to a multiple of 32.
     */
    void correlate(int n, int taps, Object g, Object x, int[] tapAt, Object y, int o);

    /** {@code y[o + i]} = the sum of the 32 lanes {@code x[32·i …]}, halves added to each other, for i below n. */
    void sums(int n, Object x, Object y, int o);
}
