package io.lanewise.codegen;

import io.lanewise.expr.ElementType;
import java.util.ArrayList;
import java.util.List;

/**
 * A register tile of the matrix product: {@code rows} rows of {@code vectors} vectors of sums are held in registers.
 * Machines differ, so the tile is a table keyed by vector width and register count, chosen by measuring with {@code
 * ./lanewise tiles}: with 32 registers 6 x 4 reaches 98% of the FMA rate (8 x 3 94%, 12 x 2 91%); with 16 it spills and
 * reaches half, where 6 x 2 reaches 97% (5 x 2 92%, 4 x 2 90%, 3 x 3 77%, 4 x 3 44%).
 * Scalar code, of 0 bits, is a tile of vectors of one element, of which few sums are in registers: wide tiles are loops.
 */
record TileSpec(ElementType type, int bits, int registers, int rows, int vectors) {
    /** Sums that must be under way for none to wait: two multiply-adds begin in a cycle, and each takes four. */
    private static final int CHAINS = 8;

    /** Vectors of one element that are in registers: 2 x 4 sums. */
    private static final int FEW = 4;

    /** Every tile that is generated. */
    static List<TileSpec> all() {
        List<TileSpec> all = new ArrayList<>();
        for (ElementType type : List.of(ElementType.F32, ElementType.F64)) {
            all.add(new TileSpec(type, 0, 16, 2, 64));
            all.add(new TileSpec(type, 512, 32, 6, 4));
            all.add(new TileSpec(type, 256, 32, 6, 4));
            all.add(new TileSpec(type, 256, 16, 6, 2));
            all.add(new TileSpec(type, 128, 32, 6, 4));
            all.add(new TileSpec(type, 128, 16, 6, 2));
        }
        return all;
    }

    boolean scalar() {
        return bits == 0;
    }

    int lanes() {
        return scalar() ? 1 : bits / 8 / type.bytes();
    }

    /** Columns of the tile, and the width of a packed panel. */
    int columns() {
        return vectors * lanes();
    }

    /**
     * Rows of the largest tile. Where A's columns are contiguous C2 loads all elements of one before it multiplies: with 16
     * registers 6 x 2 spills (38 GFLOP/s, where rows reach 89) and 5 x 2 does not (91).
     */
    int height(boolean columns) {
        return columns && registers == 16 && !scalar() && rows * vectors >= 12 ? rows - 1 : rows;
    }

    /** Heights of the tiles of a width, tallest first: the last rows of a matrix are done by lower tiles. */
    List<Integer> heights(boolean columns, int width) {
        List<Integer> heights = new ArrayList<>();
        for (int h = height(columns); h > 0; h--) {
            if (width <= reach(h)) {
                heights.add(h);
            }
        }
        return heights;
    }

    /** Tile widths in vectors, widest first: those of several panels, where A's rows are contiguous, a panel's, lower ones. */
    private List<Integer> widths(boolean columns) {
        List<Integer> widths = new ArrayList<>();
        for (int v = columns ? vectors : reach(1); v >= vectors; v /= 2) {
            widths.add(v);
        }
        for (int v = Integer.highestOneBit(vectors - 1); v > 0; v /= 2) {
            widths.add(v);
        }
        return widths;
    }

    /** The widths of tiles whose sums are in registers. */
    List<Integer> widthsInRegisters(boolean columns) {
        return widths(columns).stream().filter(width -> !inLoops(width)).toList();
    }

    /** The widths of tiles that are loops over their columns. */
    List<Integer> widthsInLoops(boolean columns) {
        return widths(columns).stream().filter(this::inLoops).toList();
    }

    private boolean inLoops(int width) {
        return scalar() && width > FEW;
    }

    /**
     * The vectors of the widest tile of so many rows: low ones reach over several panels, or their sums would wait. Scalar
     * ones of any height do, since their loops are the faster the longer they are.
     */
    int reach(int height) {
        return scalar() ? 2 * vectors : vectors * Math.max(1, Integer.highestOneBit(CHAINS / height / vectors));
    }

    /** The generated class: {@code F32Tiles512R32}, {@code F32TilesScalar}. */
    String className() {
        return scalar() ? ScalarTileEmitter.className(type) : type.name() + "Tiles" + bits + "R" + registers;
    }
}
