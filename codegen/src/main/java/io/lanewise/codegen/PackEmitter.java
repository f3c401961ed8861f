package io.lanewise.codegen;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import javax.lang.model.element.Modifier;

/**
 * Writes the packing of a transposed operand into a panel: square blocks of as many rows as a vector has lanes are
 * transposed in registers. At each of log2(lanes) stages rows i and i + w exchange halves: the lanes of one are swapped
 * with their neighbours at distance w, and a mask takes every other group. Twice as fast as element by element. Blocks
 * of 256 bits are as fast as those of 512, which take C2 three times as long to compile.
 */
final class PackEmitter {
    private final TileSpec tile;
    private final ClassName vector;
    private final TypeName array;
    private final ClassName boxed;
    private final int bits;
    private final int side;

    PackEmitter(TileSpec tile, ClassName vector, TypeName array, String boxed) {
        this.tile = tile;
        this.vector = vector;
        this.array = array;
        this.boxed = ClassName.get("java.lang", boxed);
        bits = Math.min(256, tile.bits());
        side = bits / 8 / tile.type().bytes();
    }

    /** Rows and columns of a block that is transposed in registers. */
    int side() {
        return side;
    }

    void addTo(TypeSpec.Builder type) {
        addConstants(type);
        type.addMethod(pack());
        type.addMethod(copy());
        type.addMethod(transpose());
    }

    /** What the transposing methods need. */
    void addConstants(TypeSpec.Builder type) {
        type.addField(constant("VectorSpecies", "SQUARE")
                .initializer("$T.SPECIES_$L", vector, bits)
                .build());
        for (int w = 1; w < side; w *= 2) {
            type.addField(constant("VectorShuffle", "SWAP" + w)
                    .initializer("$T.fromOp(SQUARE, lane -> lane ^ $L)", vectorType("VectorShuffle"), w)
                    .build());
            type.addField(constant("VectorMask", "ODD" + w)
                    .initializer("$T.fromLong(SQUARE, $LL)", vectorType("VectorMask"), oddGroups(w))
                    .build());
        }
    }

    /** What is left at the edges is transposed element by element. */
    private ClassName scalar() {
        return ClassName.get(TileEmitter.PACKAGE, ScalarTileEmitter.className(tile.type()));
    }

    private static ClassName vectorType(String name) {
        return ClassName.get(TileEmitter.VECTOR_PACKAGE, name);
    }

    private FieldSpec.Builder constant(String type, String name) {
        TypeName typeName = ParameterizedTypeName.get(vectorType(type), boxed);
        return FieldSpec.builder(typeName, name, Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL);
    }

    private long oddGroups(int w) {
        long mask = 0;
        for (int lane = 0; lane < side; lane++) {
            mask |= (lane & w) == 0 ? 0 : 1L << lane;
        }
        return mask;
    }

    /** The interface's method, without its body. */
    static MethodSpec.Builder packMethod() {
        return MethodSpec.methodBuilder("pack")
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .addParameter(int.class, "rows")
                .addParameter(int.class, "columns")
                .addParameter(Object.class, "from")
                .addParameter(int.class, "fo")
                .addParameter(int.class, "rowStep")
                .addParameter(int.class, "columnStep")
                .addParameter(Object.class, "to")
                .addParameter(int.class, "o")
                .addParameter(int.class, "os");
    }

    private MethodSpec pack() {
        return packMethod()
                .addStatement("$1T x = ($1T) from", array)
                .addStatement("$1T y = ($1T) to", array)
                .beginControlFlow("if (columnStep == 1 && columns >= $L)", tile.lanes())
                .addStatement("copy(rows, columns, x, fo, rowStep, y, o, os)")
                .addStatement("return")
                .endControlFlow()
                .addStatement("int wide = rowStep == 1 ? columns & -$L : 0", side)
                .addStatement("int high = wide == 0 ? 0 : rows & -$L", side)
                .beginControlFlow("if (wide > 0)")
                .beginControlFlow("for (int j = 0; j < wide; j += $L)", side)
                .addStatement("transpose(high, x, fo + j * columnStep, columnStep, y, o + j, os)")
                .endControlFlow()
                .endControlFlow()
                .addStatement(
                        "$T.packElements(high, columns - wide, x, fo + wide * columnStep, rowStep, columnStep, y, o +"
                                + " wide, os)",
                        scalar())
                .addStatement(
                        "$T.packElements(rows - high, columns, x, fo + high * rowStep, rowStep, columnStep, y, o +"
                                + " high * os, os)",
                        scalar())
                .build();
    }

    private MethodSpec copy() {
        return MethodSpec.methodBuilder("copy")
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addJavadoc(
                        "Copies rows of {@code columns} elements, at least $L: the last vector of a row overlaps the"
                                + " one before.\n",
                        tile.lanes())
                .addParameter(int.class, "rows")
                .addParameter(int.class, "columns")
                .addParameter(array, "x")
                .addParameter(int.class, "xo")
                .addParameter(int.class, "xs")
                .addParameter(array, "y")
                .addParameter(int.class, "o")
                .addParameter(int.class, "os")
                .addStatement("int last = columns - $L", tile.lanes())
                .beginControlFlow("for (int i = 0; i < rows; i++)")
                .beginControlFlow("for (int j = 0; j < last; j += $L)", tile.lanes())
                .addStatement("$T.fromArray(S, x, xo + i * xs + j).intoArray(y, o + i * os + j)", vector)
                .endControlFlow()
                .addStatement("$T.fromArray(S, x, xo + i * xs + last).intoArray(y, o + i * os + last)", vector)
                .endControlFlow()
                .build();
    }

    private MethodSpec transpose() {
        MethodSpec.Builder method = MethodSpec.methodBuilder("transpose")
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addJavadoc(
                        "Transposes $L columns: {@code y[o + k os + i] = x[xo + i xs + k]} for k below {@code rows}, a"
                                + " multiple of $L.\n",
                        side,
                        side)
                .addParameter(int.class, "rows")
                .addParameter(array, "x")
                .addParameter(int.class, "xo")
                .addParameter(int.class, "xs");
        return transpose(method, "xo + k + %d * xs");
    }

    /** The same of columns that lie anywhere. */
    MethodSpec transposeListed() {
        MethodSpec.Builder method = MethodSpec.methodBuilder("transposeListed")
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addJavadoc(
                        "Transposes $L columns: {@code y[o + k os + i] = x[xo + at[first + i] + k]} for k below"
                                + " {@code rows}, a multiple of $L.\n",
                        side,
                        side)
                .addParameter(int.class, "rows")
                .addParameter(array, "x")
                .addParameter(int.class, "xo")
                .addParameter(ArrayTypeName.of(int.class), "at")
                .addParameter(int.class, "first");
        for (int i = 0; i < side; i++) {
            method.addStatement("int at$1L = xo + at[first + $1L]", i);
        }
        return transpose(method, "at%d + k");
    }

    /** The loop over square blocks, whose column i begins where the address, a format, says. */
    private MethodSpec transpose(MethodSpec.Builder method, String address) {
        method.addParameter(array, "y")
                .addParameter(int.class, "o")
                .addParameter(int.class, "os")
                .beginControlFlow("for (int k = 0; k < rows; k += $L)", side);
        for (int i = 0; i < side; i++) {
            method.addStatement("$1T a$2L = $1T.fromArray(SQUARE, x, $3L)", vector, i, address.formatted(i));
        }
        char stage = 'a';
        for (int w = 1; w < side; w *= 2, stage++) {
            char next = (char) (stage + 1);
            for (int i = 0; i < side; i++) {
                if ((i & w) == 0) {
                    method.addStatement(
                            "$1T $2L$4L = $3L$4L.blend($3L$5L.rearrange(SWAP$6L), ODD$6L)",
                            vector,
                            next,
                            stage,
                            i,
                            i + w,
                            w);
                    method.addStatement(
                            "$1T $2L$5L = $3L$4L.rearrange(SWAP$6L).blend($3L$5L, ODD$6L)",
                            vector,
                            next,
                            stage,
                            i,
                            i + w,
                            w);
                }
            }
        }
        for (int i = 0; i < side; i++) {
            method.addStatement("$1L$2L.intoArray(y, o + (k + $2L) * os)", stage, i);
        }
        return method.endControlFlow().build();
    }
}
