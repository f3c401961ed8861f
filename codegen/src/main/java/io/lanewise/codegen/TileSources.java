package io.lanewise.codegen;

import io.lanewise.expr.ElementType;

/**
 * The sources of register tiles of any size, for whoever looks for the best: compiled and put first on the class path,
 * such a class takes the place of the tiles that the kernels were built with.
 */
public final class TileSources {
    private TileSources() {}

    /** The name of the class of a type's tiles, for vectors of {@code bits} bits and a number of registers. */
    public static String className(ElementType type, int bits, int registers) {
        return TileEmitter.PACKAGE + "." + new TileSpec(type, bits, registers, 1, 1).className();
    }

    /** The source of that class, its largest tile being of {@code rows} rows and {@code vectors} vectors. */
    public static String source(ElementType type, int bits, int registers, int rows, int vectors) {
        return Imports.complete(new TileEmitter(new TileSpec(type, bits, registers, rows, vectors))
                .emit()
                .toString());
    }

    /** The number of rows of the largest tile that the kernels are built with. */
    public static int rows(ElementType type, int bits, int registers) {
        return chosen(type, bits, registers).rows();
    }

    /** The number of vectors in a row of that tile. */
    public static int vectors(ElementType type, int bits, int registers) {
        return chosen(type, bits, registers).vectors();
    }

    private static TileSpec chosen(ElementType type, int bits, int registers) {
        return TileSpec.all().stream()
                .filter(tile -> tile.type() == type && tile.bits() == bits && tile.registers() == registers)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no tiles for " + type + ", " + bits + " bits, " + registers + " registers"));
    }
}
