package io.lanewise.codegen;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.WeightFormat;
import java.util.List;
import javax.lang.model.element.Modifier;

/**
 * Writes the tiles of products with packed weights for one vector width and number of registers: for each format and
 * height a method that holds all its sums in registers and makes f32 of the weights there.
 *
 * <p>Lanes run along the columns and k runs down, so that no sum crosses lanes. A product of one row is bound by memory
 * or, in cache, by the conversion, hence its shapes: halves lie in pairs of rows in an int, since a shift and an and
 * take both apart, where widening loads of shorts were half as fast; 4-bit weights lie eight rows in an int, and become
 * the mantissas of floats from 1 up, which takes one ternary operation and no conversion ({@link WeightTileBody}).
 */
final class WeightTileEmitter {
    private static final ClassName TILES = ClassName.get(TileEmitter.PACKAGE, "WeightTiles");
    private static final ClassName FLOATS = Names.vectorApi("FloatVector");
    private static final ClassName INTS = Names.vectorApi("IntVector");
    private static final ClassName BYTES = Names.vectorApi("ByteVector");
    private static final ClassName OPERATORS = Names.vectorApi("VectorOperators");
    private static final int VECTORS = 4;
    private static final List<Integer> HEIGHTS = List.of(4, 2, 1);

    /** As of f32: to become floats, bytes need no more registers than those. */
    private static final List<Integer> HEIGHTS_OF_BYTES = List.of(6, 5, 4, 3, 2, 1);

    private final int bits;
    private final int registers;
    private final int lanes;
    private final int width;

    /** Columns of a tile of f32 at this width. */
    private final int columns;

    WeightTileEmitter(int bits, int registers) {
        this.bits = bits;
        this.registers = registers;
        lanes = bits / 32;
        width = VECTORS * lanes;
        columns = TileSources.vectors(ElementType.F32, bits, registers) * lanes;
    }

    /** The generated class: {@code WeightTiles512R32}. */
    static String className(int bits, int registers) {
        return "WeightTiles" + bits + "R" + registers;
    }

    JavaFile emit() {
        TypeSpec.Builder type = TypeSpec.classBuilder(className(bits, registers))
                .addModifiers(Modifier.FINAL)
                .addSuperinterface(TILES)
                .addJavadoc(
                        "Tiles of f32 rows times packed weights for vectors of $L bits and $L registers: 2 k operations"
                                + " for an element; a weight is read once for the rows of a tile.\n",
                        bits,
                        registers)
                .addField(species("S", FLOATS, Float.class, bits))
                .addField(species("I", INTS, Integer.class, bits))
                .addField(species("WORDS", BYTES, Byte.class, bits))
                .addField(species("HALVES", BYTES, Byte.class, bits / 2))
                .addField(species("BYTES", BYTES, Byte.class, Math.max(64, bits / 4)))
                .addField(patternField())
                .addMethod(constant("width", width))
                .addMethod(height())
                .addMethod(dispatch())
                .addMethod(widen());
        for (WeightFormat format : WeightFormat.values()) {
            type.addMethod(dispatch(format));
            for (int rows : heights(format)) {
                type.addMethod(kernel(format, rows, vectors(format, rows)));
            }
            if (!format.hasBlocks()) {
                type.addMethod(new WeightTileBody(this, format, 1, columns / lanes)
                        .addWidening(widening(format))
                        .build());
            }
        }
        return JavaFile.builder(TileEmitter.PACKAGE, type.build())
                .skipJavaLangImports(true)
                .indent("    ")
                .build();
    }

    /** Vectors of a tile: where sums of blocks and their totals would need too many registers, a part of a panel's. */
    private int vectors(WeightFormat format, int rows) {
        int sums = format.hasBlocks() ? 2 : 1;
        int vectors = rows > 2 ? columns / lanes : VECTORS;
        while (rows > 1 && sums > 1 && rows * vectors * sums > registers / 2) {
            vectors /= 2;
        }
        return vectors;
    }

    private static List<Integer> heights(WeightFormat format) {
        return format == WeightFormat.I8 ? HEIGHTS_OF_BYTES : HEIGHTS;
    }

    private static MethodSpec height() {
        return MethodSpec.methodBuilder("height")
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .addParameter(WeightFormat.class, "format")
                .returns(int.class)
                .addStatement(
                        "return format == $T.I8 ? $L : $L",
                        WeightFormat.class,
                        HEIGHTS_OF_BYTES.getFirst(),
                        HEIGHTS.getFirst())
                .build();
    }

    private static FieldSpec species(String name, ClassName vector, Class<?> boxed, int bits) {
        TypeName type = ParameterizedTypeName.get(Names.vectorApi("VectorSpecies"), ClassName.get(boxed));
        return FieldSpec.builder(type, name, Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .initializer("$T.SPECIES_$L", vector, bits)
                .build();
    }

    private static MethodSpec constant(String name, int value) {
        return MethodSpec.methodBuilder(name)
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .returns(int.class)
                .addStatement("return $L", value)
                .build();
    }

    private static void operands(MethodSpec.Builder method, boolean column) {
        method.addParameter(int.class, "k")
                .addParameter(float[].class, "a")
                .addParameter(int.class, "ao")
                .addParameter(int.class, "as")
                .addParameter(byte[].class, "b")
                .addParameter(int.class, "bo");
        if (column) {
            method.addParameter(int.class, "j");
        }
        for (String name : new String[] {"s", "c"}) {
            method.addParameter(float[].class, name)
                    .addParameter(int.class, name + "o")
                    .addParameter(int.class, name + "s");
        }
    }

    private static MethodSpec dispatch() {
        MethodSpec.Builder method = MethodSpec.methodBuilder("tile")
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .addParameter(WeightFormat.class, "format")
                .addParameter(int.class, "rows");
        operands(method, false);
        method.beginControlFlow("switch (format)");
        for (WeightFormat format : WeightFormat.values()) {
            method.addStatement(
                    "case $L -> $L(rows, k, a, ao, as, b, bo, s, so, ss, c, co, cs)", format, format.lower());
        }
        return method.endControlFlow().build();
    }

    private static MethodSpec widen() {
        MethodSpec.Builder method = MethodSpec.methodBuilder("widen")
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .addParameter(WeightFormat.class, "format");
        columns(method).beginControlFlow("switch (format)");
        for (WeightFormat format : WeightFormat.values()) {
            if (!format.hasBlocks()) {
                method.addStatement("case $L -> $LFloats(k, b, bo, j, to, o)", format, format.lower());
            }
        }
        return method.addStatement(
                        "default -> throw new $T($S + format.lower())",
                        IllegalArgumentException.class,
                        "no floats of weights in ")
                .endControlFlow()
                .build();
    }

    private static MethodSpec.Builder widening(WeightFormat format) {
        return columns(MethodSpec.methodBuilder(format.lower() + "Floats")
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addJavadoc("Columns of a panel from column j on, without scales, as a panel of floats.\n"));
    }

    private static MethodSpec.Builder columns(MethodSpec.Builder method) {
        return method.addParameter(int.class, "k")
                .addParameter(byte[].class, "b")
                .addParameter(int.class, "bo")
                .addParameter(int.class, "j")
                .addParameter(float[].class, "to")
                .addParameter(int.class, "o");
    }

    private MethodSpec dispatch(WeightFormat format) {
        MethodSpec.Builder method = MethodSpec.methodBuilder(format.lower())
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addParameter(int.class, "rows");
        operands(method, false);
        method.beginControlFlow("switch (rows)");
        for (int rows : heights(format)) {
            int columns = vectors(format, rows) * lanes;
            method.beginControlFlow("case $L ->", rows);
            for (int j = 0; j < width; j += columns) {
                method.addStatement(
                        "$1L(k, a, ao, as, b, bo, $2L, s, so + $2L, ss, c, co + $2L, cs)", name(format, rows), j);
            }
            method.endControlFlow();
        }
        method.addStatement("default -> throw new $T($S + rows)", IllegalArgumentException.class, "no tile of rows ");
        return method.endControlFlow().build();
    }

    private static String name(WeightFormat format, int rows) {
        return format.lower() + "_r" + rows;
    }

    private MethodSpec kernel(WeightFormat format, int rows, int vectors) {
        MethodSpec.Builder method = MethodSpec.methodBuilder(name(format, rows))
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addJavadoc("$L rows and the $L columns from column j of a panel.\n", rows, vectors * lanes);
        operands(method, true);
        return new WeightTileBody(this, format, rows, vectors).addTo(method).build();
    }

    int lanes() {
        return lanes;
    }

    int width() {
        return width;
    }

    /**
     * The bits of a float that is 1, and of the mantissa those that an even and an odd row of 4-bit weights has in a word
     * that was rotated to them; where a blend is used, their complements.
     */
    private FieldSpec patternField() {
        return FieldSpec.builder(int[].class, "PATTERNS", Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .initializer(blends() ? "{0x3f800000, ~0x780000, ~0x78000}" : "{0x3f800000, 0x780000, 0x78000}")
                .build();
    }

    /** Vectors of the patterns. From an array: constants C2 would load anew at each use, as many as there are weights. */
    CodeBlock patterns() {
        CodeBlock.Builder code = CodeBlock.builder();
        String[] names = {"one", "even", "odd"};
        for (int i = 0; i < names.length; i++) {
            code.addStatement("$1T $2L = $1T.broadcast(I, PATTERNS[$3L])", INTS, names[i], i);
        }
        return code.build();
    }

    /** A row of 4-bit weights as floats from 1 up. */
    CodeBlock mantissa(String word, String row) {
        return blends()
                ? CodeBlock.of("$L.lanewise($T.BITWISE_BLEND, one, $L).reinterpretAsFloats()", word, OPERATORS, row)
                : CodeBlock.of("$L.and($L).or(one).reinterpretAsFloats()", word, row);
    }

    /** Where there are ternary operations, a blend is one; from an and and an or C2 makes one that needs a copy. */
    private boolean blends() {
        return registers == 32;
    }

    static CodeBlock shift(Object word, String operator, int by) {
        return CodeBlock.of("$L.lanewise($T.$L, $L)", word, OPERATORS, operator, by);
    }

    static CodeBlock words(String index) {
        return CodeBlock.of("$T.fromArray(WORDS, b, $L).reinterpretAsInts()", BYTES, index);
    }

    /** Bytes as floats. */
    static CodeBlock bytes(String index) {
        return CodeBlock.of("($T) $T.fromArray(BYTES, b, $L).castShape(S, 0)", FLOATS, BYTES, index);
    }

    /** Scales in f16, times a power of two. */
    static CodeBlock scales(String index, String factor) {
        return half(
                CodeBlock.of(
                        "$T.fromArray(HALVES, b, $L).reinterpretAsShorts().convertShape($T.S2I, I, 0)"
                                + ".reinterpretAsInts().lanewise($T.LSHL, 13)",
                        BYTES,
                        index,
                        OPERATORS,
                        OPERATORS),
                factor);
    }

    /** An f16 whose sign was extended and whose fraction lies where that of an f32 does, times a power of two. */
    static CodeBlock half(CodeBlock bits, String factor) {
        return CodeBlock.of("$L.and(0x8fffe000).reinterpretAsFloats().mul($L)", bits, factor);
    }

    static CodeBlock broadcast(String index) {
        return CodeBlock.of("$T.broadcast(S, a[$L])", FLOATS, index);
    }

    static CodeBlock zero() {
        return CodeBlock.of("$T.zero(S)", FLOATS);
    }

    static ClassName floats() {
        return FLOATS;
    }

    static ClassName ints() {
        return INTS;
    }

    /** A multiple of a variable beside other terms: {@code base + n * factor}, without what is zero. */
    static String plus(String base, int n, String factor) {
        return n == 0 ? base : n == 1 ? base + " + " + factor : base + " + " + n + " * " + factor;
    }

    static String plus(String base, int n) {
        return n == 0 ? base : base + " + " + n;
    }
}
