package io.lanewise.kernels.product;

import io.lanewise.expr.ElementType;
import java.lang.reflect.Array;

/**
 * A register tile of the matrix product by itself: a few of them, one below the other, against one packed panel. What
 * this reaches is the most that the loops around it can.
 */
public final class TileRun implements Runnable {
    private static final int TILES = 8;

    private final Tiles tiles;
    private final int rows;
    private final Object a;
    private final Object b;
    private final Object zeros;
    private final Object c;

    private TileRun(ElementType type, Tiles tiles, int rows) {
        this.tiles = tiles;
        this.rows = rows;
        a = Array.newInstance(type.carrier(), TILES * rows * Product.KC);
        b = Array.newInstance(type.carrier(), tiles.width() * Product.KC);
        zeros = Array.newInstance(type.carrier(), tiles.width());
        c = Array.newInstance(type.carrier(), TILES * rows * tiles.width());
        for (int i = 0; i < Array.getLength(a); i++) {
            Array.setByte(a, i, (byte) (i % 7));
        }
        for (int i = 0; i < Array.getLength(b); i++) {
            Array.setByte(b, i, (byte) (i % 5));
        }
    }

    /**
     * The tile for vectors of a number of bits, 0 for scalar code, on a machine with a number of vector registers.
     *
     * @param rows its height: that of the largest tile, or a power of two below; 0 for the largest
     * @throws IllegalArgumentException when there is none
     */
    public static TileRun of(ElementType type, int bits, int registers, int rows) {
        Tiles tiles = TileTable.of(type, bits, registers);
        return new TileRun(type, tiles, rows == 0 ? tiles.height() : rows);
    }

    /** Operations of one run. */
    public double flops() {
        return 2.0 * TILES * rows * tiles.width() * Product.KC;
    }

    @Override
    public void run() {
        int k = Product.KC;
        int width = tiles.width();
        for (int i = 0; i < TILES * rows; i += rows) {
            tiles.strip(false, true, rows, width, k, a, i * k, k, b, 0, 0, zeros, 0, 0, c, i * width, width);
        }
    }
}
