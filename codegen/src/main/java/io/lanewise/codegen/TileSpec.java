package io.lanewise.codegen;

import io.lanewise.expr.ElementType;
import java.util.ArrayList;
import java.util.List;

/**
 * A register tile of the matrix product: {@code rows} rows of {@code vectors} vectors of sums are held in registers.
 * Machines differ, so the tile is a table keyed by vector width and register count, chosen by measuring: with 32
 * registers 6 x 4 reaches 97% of the FMA rate; with 16 it spills and reaches half, where 5 x 2 reaches all of it.
 */
record TileSpec(ElementType type, int bits, int registers, int rows, int vectors) {
    /** Every tile that is generated. */
    static List<TileSpec> all() {
        List<TileSpec> all = new ArrayList<>();
        for (ElementType type : List.of(ElementType.F32, ElementType.F64)) {
            all.add(new TileSpec(type, 512, 32, 6, 4));
            all.add(new TileSpec(type, 256, 32, 6, 4));
            all.add(new TileSpec(type, 256, 16, 5, 2));
            all.add(new TileSpec(type, 128, 32, 6, 4));
            all.add(new TileSpec(type, 128, 16, 4, 2));
        }
        return all;
    }

    int lanes() {
        return bits / 8 / type.bytes();
    }

    /** Columns of the tile, and the width of a packed panel. */
    int columns() {
        return vectors * lanes();
    }

    /** Tile heights, tallest first: the last rows of a matrix are done by lower tiles. */
    List<Integer> heights() {
        return rows > 4 ? List.of(rows, 4, 2, 1) : List.of(4, 2, 1);
    }

    /** Tile widths in vectors, widest first. */
    List<Integer> widths() {
        return vectors > 2 ? List.of(vectors, 2, 1) : List.of(2, 1);
    }

    /** The generated class: {@code F32Tiles512R32}. */
    String className() {
        return type.name() + "Tiles" + bits + "R" + registers;
    }
}
