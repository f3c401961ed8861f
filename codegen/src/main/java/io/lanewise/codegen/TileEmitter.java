package io.lanewise.codegen;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/**
 * Writes a {@link TileSpec}'s class: for each height and width a method that computes one tile with all its sums in
 * registers, in variants by where the operands lie.
 *
 * <p>The loop over k is two loops, the inner of at most 64 steps: C2 then neither strip-mines nor splits it, which costs
 * registers and up to two thirds of the speed. The sums start at zero, and what was there before is added when they are
 * stored: from {@code s}, which is the output itself, a bias with a row step of 0, or zeros. So there is one epilogue.
 */
final class TileEmitter {
    static final String PACKAGE = "io.lanewise.kernels.product";
    static final String VECTOR_PACKAGE = "jdk.incubator.vector";
    private static final ClassName TILES = ClassName.get(PACKAGE, "Tiles");

    private final TileSpec tile;
    private final TypeName array;
    private final ClassName vector;
    private final TypeName element;
    private final String boxed;

    TileEmitter(TileSpec tile) {
        this.tile = tile;
        boolean single = tile.type().carrier() == float.class;
        boxed = single ? "Float" : "Double";
        vector = ClassName.get(VECTOR_PACKAGE, boxed + "Vector");
        element = tile.scalar() ? TypeName.get(tile.type().carrier()) : vector;
        array = ArrayTypeName.of(tile.type().carrier());
    }

    /** Where the operands of a tile lie. */
    private enum Variant {
        ROWS_PANEL(false, true),
        ROWS_PLACE(false, false),
        COLUMNS_PANEL(true, true),
        COLUMNS_PLACE(true, false);

        /** Whether A's columns are contiguous, instead of its rows. */
        private final boolean columns;

        /** Whether B is packed: its rows follow each other at the tile's full width. */
        private final boolean panel;

        Variant(boolean columns, boolean panel) {
            this.columns = columns;
            this.panel = panel;
        }

        String suffix() {
            return (columns ? "Columns" : "Rows") + (panel ? "Panel" : "Place");
        }
    }

    JavaFile emit() {
        TypeSpec.Builder type = TypeSpec.classBuilder(tile.className())
                .addModifiers(Modifier.FINAL)
                .addSuperinterface(TILES)
                .addJavadoc(
                        "$L\n"
                                + "Each computes {@code c[i,j] = s[i,j] + a[i,0] b[0,j] + a[i,1] b[1,j] + ...}, the"
                                + " products summed in that order, each step rounded once: 2 k operations for an"
                                + " element.\n",
                        summary());
        if (!tile.scalar()) {
            type.addField(species());
        }
        type.addMethod(height());
        type.addMethod(constant("width", tile.columns()));
        type.addMethod(constant("lanes", tile.lanes()));
        type.addMethod(reach());
        type.addMethod(dispatch());
        for (Variant variant : Variant.values()) {
            type.addMethod(dispatch(variant));
            for (int vectors : tile.widthsInRegisters(variant.columns)) {
                if (vectors <= tile.vectors()) {
                    type.addMethod(strip(variant, vectors));
                }
                type.addMethod(lower(variant, vectors));
                for (int rows : tile.heights(variant.columns, vectors)) {
                    type.addMethod(kernel(variant, rows, vectors));
                }
            }
        }
        if (tile.scalar()) {
            new WideTileEmitter(tile).addTo(type);
            new ScalarTileEmitter(tile.type()).addTo(type);
        } else {
            type.addMethod(dots());
            new PackEmitter(tile, vector, array, boxed).addTo(type);
        }
        return JavaFile.builder(PACKAGE, type.build())
                .skipJavaLangImports(true)
                .indent("    ")
                .build();
    }

    private String summary() {
        String product = "tiles of the " + tile.type().lower() + " matrix product for ";
        return tile.scalar()
                ? "Scalar " + product + "up to " + tile.reach(1) + " columns, few of them in registers."
                : "Register " + product + "vectors of " + tile.bits() + " bits and " + tile.registers()
                        + " registers; the largest has " + tile.rows() + " rows of " + tile.vectors() + " vectors.";
    }

    private FieldSpec species() {
        TypeName species = ParameterizedTypeName.get(
                ClassName.get(VECTOR_PACKAGE, "VectorSpecies"), ClassName.get("java.lang", boxed));
        return FieldSpec.builder(species, "S", Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .initializer("$T.SPECIES_$L", vector, tile.bits())
                .build();
    }

    private MethodSpec dots() {
        return ScalarTileEmitter.dotsMethod()
                .addStatement(
                        "$1T.dotProducts(n, k, ($2T) a, ao, as, ($2T) b, bo, bs, ($2T) s, so, ($2T) c, co)",
                        ClassName.get(PACKAGE, ScalarTileEmitter.className(tile.type())),
                        array)
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

    private MethodSpec reach() {
        MethodSpec.Builder method = MethodSpec.methodBuilder("reach")
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .returns(int.class)
                .addParameter(int.class, "rows");
        if (tile.scalar()) {
            return method.addStatement("return $L", tile.reach(1)).build();
        }
        for (int rows = 1; tile.reach(rows) > tile.vectors(); rows++) {
            method.beginControlFlow("if (rows == $L)", rows)
                    .addStatement("return $L", tile.reach(rows) * tile.lanes())
                    .endControlFlow();
        }
        return method.addStatement("return $L", tile.columns()).build();
    }

    private MethodSpec height() {
        int rows = tile.height(false);
        int ofColumns = tile.height(true);
        MethodSpec.Builder method = MethodSpec.methodBuilder("height")
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .returns(int.class)
                .addParameter(boolean.class, "columns");
        return rows == ofColumns
                ? method.addStatement("return $L", rows).build()
                : method.addStatement("return columns ? $L : $L", ofColumns, rows)
                        .build();
    }

    /** Picks the variant. */
    private MethodSpec dispatch() {
        MethodSpec.Builder method = MethodSpec.methodBuilder("strip")
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .addParameter(boolean.class, "columns")
                .addParameter(boolean.class, "panel")
                .addParameter(int.class, "rows")
                .addParameter(int.class, "width");
        addOperands(method, ClassName.OBJECT);
        String cast = "k, ($1T) a, ao, as, ($1T) b, bo, bs, ($1T) s, so, ss, ($1T) c, co, cs";
        method.addStatement("int vectors = width$L", tile.scalar() ? "" : " / " + tile.lanes());
        method.beginControlFlow("if (columns)")
                .beginControlFlow("if (panel)")
                .addStatement("stripColumnsPanel(rows, vectors, " + cast + ")", array)
                .nextControlFlow("else")
                .addStatement("stripColumnsPlace(rows, vectors, " + cast + ")", array)
                .endControlFlow()
                .nextControlFlow("else if (panel)")
                .addStatement("stripRowsPanel(rows, vectors, " + cast + ")", array)
                .nextControlFlow("else")
                .addStatement("stripRowsPlace(rows, vectors, " + cast + ")", array)
                .endControlFlow();
        return method.build();
    }

    private MethodSpec dispatch(Variant variant) {
        MethodSpec.Builder method = MethodSpec.methodBuilder("strip" + variant.suffix())
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addParameter(int.class, "rows")
                .addParameter(int.class, "vectors");
        addOperands(method, array);
        method.beginControlFlow("switch (vectors)");
        for (int vectors : tile.widthsInRegisters(variant.columns)) {
            method.addStatement(
                    "case $L -> $L(rows, k, a, ao, as, b, bo, bs, s, so, ss, c, co, cs)",
                    vectors,
                    vectors <= tile.vectors() ? stripName(variant, vectors) : lowerName(variant, vectors));
        }
        String wide = tile.widthsInLoops(variant.columns).stream()
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
        if (!wide.isEmpty()) {
            method.addStatement(
                    "case $L -> $L(rows, vectors, k, a, ao, $L, b, bo, $L, s, so, ss, c, co, cs)",
                    wide,
                    WideTileEmitter.NAME,
                    variant.columns ? "1, as" : "as, 1",
                    variant.panel ? "%1$d, k * %1$d".formatted(tile.columns()) : "bs, " + tile.columns());
        }
        method.addStatement(
                "default -> throw new $T($S + vectors)", IllegalArgumentException.class, "no tile of vectors: ");
        return method.endControlFlow().build();
    }

    /** Tiles one below the other: the tallest, and at the end one or two of about equal height, since low ones wait. */
    private MethodSpec strip(Variant variant, int vectors) {
        MethodSpec.Builder method = MethodSpec.methodBuilder(stripName(variant, vectors))
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addParameter(int.class, "rows");
        addOperands(method, array);
        int height = tile.height(variant.columns);
        String lower = "$L($L, k, a, ao + i$L, as, b, bo, bs, s, so + i * ss, ss, c, co + i * cs, cs)";
        String step = variant.columns ? "" : " * as";
        return method.addStatement("int i = 0")
                .beginControlFlow("for (; rows - i >= $L || rows - i == $L; i += $L)", 2 * height, height, height)
                .addStatement(
                        "$L(k, a, ao + i$L, as, b, bo, bs, s, so + i * ss, ss, c, co + i * cs, cs)",
                        name(variant, height, vectors),
                        step)
                .endControlFlow()
                .beginControlFlow("if (rows - i > $L)", height)
                .addStatement("int half = (rows - i + 1) / 2")
                .addStatement(lower, lowerName(variant, vectors), "half", step)
                .addStatement("i += half")
                .endControlFlow()
                .beginControlFlow("if (rows > i)")
                .addStatement(lower, lowerName(variant, vectors), "rows - i", step)
                .endControlFlow()
                .build();
    }

    /** One tile of any height. */
    private MethodSpec lower(Variant variant, int vectors) {
        MethodSpec.Builder method = MethodSpec.methodBuilder(lowerName(variant, vectors))
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addParameter(int.class, "height");
        addOperands(method, array);
        method.beginControlFlow("switch (height)");
        for (int height : tile.heights(variant.columns, vectors)) {
            method.addStatement(
                    "case $L -> $L(k, a, ao, as, b, bo, bs, s, so, ss, c, co, cs)",
                    height,
                    name(variant, height, vectors));
        }
        method.addStatement(
                "default -> throw new $T($S + height)", IllegalArgumentException.class, "no tile of rows: ");
        return method.endControlFlow().build();
    }

    private static String lowerName(Variant variant, int vectors) {
        return "lowV" + vectors + variant.suffix();
    }

    private static String stripName(Variant variant, int vectors) {
        return "v" + vectors + variant.suffix();
    }

    private static String name(Variant variant, int rows, int vectors) {
        return "r" + rows + "v" + vectors + variant.suffix();
    }

    private static void addOperands(MethodSpec.Builder method, TypeName array) {
        method.addParameter(int.class, "k");
        for (String operand : new String[] {"a", "b", "s", "c"}) {
            method.addParameter(array, operand)
                    .addParameter(int.class, operand + "o")
                    .addParameter(int.class, operand + "s");
        }
    }

    private MethodSpec kernel(Variant variant, int rows, int vectors) {
        MethodSpec.Builder method = MethodSpec.methodBuilder(name(variant, rows, vectors))
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addJavadoc(
                        "A tile of $L rows of $L elements. A: $L. B: $L.\n",
                        rows,
                        vectors * tile.lanes(),
                        variant.columns ? "columns at a step of as" : "rows at a step of as",
                        !variant.panel
                                ? "rows at a step of bs"
                                : vectors > tile.vectors() ? "packed panels, one behind the other" : "a packed panel");
        addOperands(method, array);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < vectors; j++) {
                method.addStatement("$T c$L$L = $L", element, i, j, zero());
            }
        }
        if (variant.panel && vectors > tile.vectors()) {
            method.addStatement("int next = k * $L", tile.columns());
        }
        method.beginControlFlow("for (int q = 0; q < k; q += 64)")
                .addStatement("int steps = $T.min(64, k - q)", Math.class)
                .beginControlFlow("for (int t = 0; t < steps; t++)")
                .addCode(step(variant, rows, vectors))
                .endControlFlow()
                .endControlFlow();
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < vectors; j++) {
                String from = offset("so", i, "ss", j);
                String to = offset("co", i, "cs", j);
                method.addStatement(
                        tile.scalar() ? "c[$4L] = c$1L$2L + $3L" : "c$1L$2L.add($3L).intoArray(c, $4L)",
                        i,
                        j,
                        load("s", from),
                        to);
            }
        }
        return method.build();
    }

    /** One step along k: a row of B, and each element of a column of A times that row. */
    private CodeBlock step(Variant variant, int rows, int vectors) {
        CodeBlock.Builder code = CodeBlock.builder();
        code.addStatement("int pa = ao + $L", variant.columns ? "(q + t) * as" : "q + t");
        code.addStatement("int pb = bo + (q + t) * $L", variant.panel ? tile.columns() : "bs");
        for (int j = 0; j < vectors; j++) {
            code.addStatement("$T b$L = $L", element, j, load("b", place(variant, j)));
        }
        for (int i = 0; i < rows; i++) {
            String index = i == 0 ? "pa" : variant.columns ? "pa + " + i : offset("pa", i, "as", 0);
            code.addStatement("$T a$L = $L", element, i, broadcast(index));
            for (int j = 0; j < vectors; j++) {
                code.addStatement(
                        tile.scalar()
                                ? "c$1L$2L = Scalars.fma(a$1L, b$2L, c$1L$2L)"
                                : "c$1L$2L = a$1L.fma(b$2L, c$1L$2L)",
                        i,
                        j);
            }
        }
        return code.build();
    }

    /** Where vector j of a row of B lies. */
    private String place(Variant variant, int j) {
        int panel = variant.panel ? j / tile.vectors() : 0;
        return offset("pb", panel, "next", j - panel * tile.vectors());
    }

    private CodeBlock zero() {
        return tile.scalar() ? CodeBlock.of("0") : CodeBlock.of("$T.zero(S)", vector);
    }

    private CodeBlock load(String from, String index) {
        return tile.scalar()
                ? CodeBlock.of("$L[$L]", from, index)
                : CodeBlock.of("$T.fromArray(S, $L, $L)", vector, from, index);
    }

    private CodeBlock broadcast(String index) {
        return tile.scalar() ? CodeBlock.of("a[$L]", index) : CodeBlock.of("$T.broadcast(S, a[$L])", vector, index);
    }

    /** {@code base + i * step + j * lanes}, without the terms that are zero. */
    private String offset(String base, int i, String step, int j) {
        String row = i == 0 ? "" : i == 1 ? " + " + step : " + " + i + " * " + step;
        return base + row + (j == 0 ? "" : " + " + j * tile.lanes());
    }
}
