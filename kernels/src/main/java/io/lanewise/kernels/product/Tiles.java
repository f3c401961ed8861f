package io.lanewise.kernels.product;

/**
 * The inner loops of the matrix product at one vector width; the arrays are {@code float[]} or {@code double[]}. All
 * implementations give the same bits: each element of a tile is one chain of fused multiply-adds along k, from zero.
 */
public interface Tiles {
    /** Rows of the largest tile, of any layout. */
    default int height() {
        return height(false);
    }

    /**
     * Rows of the largest tile of a layout. Every number below that is there too.
     *
     * @param columns whether a's columns are contiguous
     */
    int height(boolean columns);

    /** Columns of the largest tile, and of a packed panel. */
    int width();

    /** Elements of a vector; a tile may be as wide as any power of two of them below {@link #width}, too. */
    int lanes();

    /** The most columns of a strip of so many contiguous rows: those of several panels, where one is too little work. */
    int reach(int rows);

    /**
     * Tiles one below the other: {@code c[i,j] = s[i,j] + a[i,0] b[0,j] + a[i,1] b[1,j] + …} for i below {@code rows} and j below {@code width}.
     *
     * @param columns whether a's columns are contiguous, at a step of {@code as}; otherwise its rows are
     * @param panel whether b is packed, a row at a step of {@link #width}, and each panel of k rows after the one before;
     *     otherwise at a step of {@code bs}
     * @param width a power of two of vectors up to {@link #width}, or that times a power of two up to {@link #reach}
     */
    void strip(
            boolean columns,
            boolean panel,
            int rows,
            int width,
            int k,
            Object a,
            int ao,
            int as,
            Object b,
            int bo,
            int bs,
            Object s,
            int so,
            int ss,
            Object c,
            int co,
            int cs);

    /** {@code to[o + i·os + j] = from[fo + i·rowStep + j·columnStep]} for i below {@code rows}, j below {@code columns}. */
    void pack(int rows, int columns, Object from, int fo, int rowStep, int columnStep, Object to, int o, int os);

    /** {@code c[j] = s[j] + a[0] b[j,0] + a[1] b[j,1] + …} for j below n; a's step is {@code as}, b's rows' {@code bs}. */
    void dots(int n, int k, Object a, int ao, int as, Object b, int bo, int bs, Object s, int so, Object c, int co);
}
