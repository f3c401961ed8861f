package io.lanewise.kernels.convolution;

/**
 * The transforms of Winograd's convolution at one vector width; the arrays are {@code float[]} or {@code double[]}. All
 * implementations give the same bits. A transformed tile has 36 elements, which lie in planes: element (r, c) is in plane
 * {@code 6·r + c}. The buffer has room for 36 vectors.
 */
interface WinogradKernels {
    /** Elements of a vector. */
    int lanes();

    /**
     * Tiles of one channel: the one in row i and column j, of 6 x 6 elements {@code x[xo + (4·i + r)·rowStep + columnAt[c] +
     * j]}, goes to {@code v[vo + i·width + j]} and the planes after it. Whole vectors are written, in ascending order.
     */
    void input(
            int rows,
            int width,
            Object x,
            int xo,
            int rowStep,
            int[] columnAt,
            Object buffer,
            Object v,
            int vo,
            int plane);

    /**
     * Filters of one channel: the i-th, of 3 x 3 taps {@code w[wo + r·rowStep + columnAt[c] + i]}, goes to {@code u[uo + i]}
     * and the planes after it, for i below n, rounded up to whole vectors.
     */
    void filters(int n, int rowStep, Object w, int wo, int[] columnAt, Object buffer, Object u, int uo, int plane);

    /**
     * Results of a vector of filters: element (r, c) of the j-th of n tiles is {@code y[yo + r·lineStep + (4·j + c)·step]},
     * from {@code m[mo + j·tileStep + r·rowStep + columnAt[c]]}, plus the bias; {@code rowStep} is that of six planes.
     */
    void output(
            int n,
            int tileStep,
            Object m,
            int mo,
            int rowStep,
            int[] columnAt,
            Object bias,
            int bo,
            Object buffer,
            Object y,
            int yo,
            int lineStep,
            int step);
}
