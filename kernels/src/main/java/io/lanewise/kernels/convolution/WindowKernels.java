package io.lanewise.kernels.convolution;

/**
 * The sums of square windows of channels that have a filter each, at one vector width; the arrays are {@code float[]} or
 * {@code double[]}. All implementations give the same bits.
 */
interface WindowKernels {
    /** Elements of a vector. */
    int lanes();

    /** Whether there are loops for windows of this form. */
    boolean fits(Form form);

    /**
     * {@code y[o + c·yStep + r·width + j] = s[so + c·sStep] + w[wo + kernel²·c]·x(r, j, 0, 0) + …} for c below n, r below
     * {@code height} and j below {@code width}: the elements of each window in row-major order, each step rounded once.
     * {@code x(r, j, a, b)} is the element {@code r·down - above + a}, {@code j·across - left + b} of channel c, and 0
     * outside of it; a channel's first is {@code x[xo + c·xStep]}.
     *
     * <p>Reads, without using it, what lies up to {@code left} elements before the channels and up to
     * {@link Size#beyond} elements after them. Where {@code width} is less than a vector, writes as far as a vector reaches
     * beyond each row, before a later row is written.
     */
    void windows(
            int n,
            Size size,
            Object s,
            int so,
            int sStep,
            Object w,
            int wo,
            Object x,
            int xo,
            int xStep,
            Object y,
            int o,
            int yStep);

    /**
     * What loops are written for.
     *
     * @param kernel rows and columns of a window
     * @param down rows from one window to the next
     * @param across columns from one window to the next
     */
    record Form(int kernel, int down, int across) {}

    /**
     * Windows over an image.
     *
     * @param form of the windows
     * @param inHeight rows of the image
     * @param inWidth columns of the image
     * @param above rows of zeros above the image
     * @param left columns of zeros before it
     * @param height windows below each other
     * @param width windows next to each other
     */
    record Size(Form form, int inHeight, int inWidth, int above, int left, int height, int width) {
        /** How many elements after a channel vectors of so many lanes reach. */
        int beyond(int lanes) {
            return Math.max(0, form.across * Math.max(width, lanes) + form.kernel - left - inWidth);
        }

        int inElements() {
            return inHeight * inWidth;
        }

        int elements() {
            return height * width;
        }

        int taps() {
            return form.kernel * form.kernel;
        }
    }
}
