package io.lanewise.kernels.convolution;

/**
 * The inner loop of convolutions by few filters at one vector width; the arrays are {@code float[]} or {@code double[]}. All
 * implementations give the same bits, those of a matrix product.
 */
interface FilterKernels {
    /** Elements of a vector. */
    int lanes();

    /**
     * {@code y[o + f·yStep + j] = s + w[wo + f·wStep]·x[xo + termAt[first] + j] + w[wo + f·wStep + 1]·x[xo +
     * termAt[first + 1] + j] + …} of so many terms for f below {@code filters} and j below n, where s is
     * {@code start[so + f·sStep]}, or what y holds if it {@code adds}: the products are summed from the left, each step rounded
     * once, and then added to s. Reads and writes whole vectors.
     */
    void filters(
            int n,
            int filters,
            int terms,
            boolean adds,
            Object start,
            int so,
            int sStep,
            Object w,
            int wo,
            int wStep,
            Object x,
            int xo,
            int[] termAt,
            int first,
            Object y,
            int o,
            int yStep);
}
