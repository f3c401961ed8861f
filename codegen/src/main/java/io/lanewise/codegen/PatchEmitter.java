package io.lanewise.codegen;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import io.lanewise.expr.ElementType;
import java.util.List;
import java.util.stream.IntStream;
import javax.lang.model.element.Modifier;

/**
 * Writes the copies that lay out images and bring their patches into a product's panels.
 *
 * <p>Copies write whole vectors, and the rows after them overwrite what was too much: so there are no tails.
 */
final class PatchEmitter extends LoopsEmitter {
    /** Steps between elements that are laid out in vectors, beside 1: of strides, and of Winograd's tiles. */
    private static final List<Integer> STEPS = List.of(2, 4);

    /** Rows of so many pieces have a loop without one over the pieces. */
    private static final int MOST_PIECES = 6;

    private final PackEmitter square;

    private PatchEmitter(ElementType type, int bits) {
        super(type, bits);
        square = new PackEmitter(new TileSpec(type, bits, 0, 1, 1), vector, array, boxed);
    }

    static List<JavaFile> emit() {
        return emit("Patch", "patches", PatchEmitter::new);
    }

    @Override
    void fill(TypeSpec.Builder builder) {
        if (!scalar()) {
            square.addConstants(builder);
            STEPS.forEach(step -> addSteps(builder, step));
            builder.addMethod(square.transposeListed());
        }
        builder.addMethod(rows());
        if (!scalar()) {
            builder.addMethod(reach());
            IntStream.rangeClosed(1, MOST_PIECES).forEach(pieces -> builder.addMethod(rowsOf(pieces)));
        }
        builder.addMethod(columns());
        builder.addMethod(line());
        builder.addMethod(lay());
        laySteps().forEach(step -> builder.addMethod(layRows(step)));
        builder.addMethod(zeros());
        builder.addMethod(spread());
        builder.addMethod(add());
    }

    /** What takes every second or fourth element of as many vectors: of each the lanes, and where they come to. */
    private void addSteps(TypeSpec.Builder builder, int step) {
        builder.addField(constant("VectorShuffle", "EVERY" + step)
                .initializer(
                        "$T.fromOp(S, lane -> $L * lane % $L)",
                        ClassName.get(TileEmitter.VECTOR_PACKAGE, "VectorShuffle"), step, lanes)
                .build());
        for (int i = 1; i < step; i++) {
            if (lanesFrom(step, i) != 0) {
                builder.addField(constant("VectorMask", "FROM" + i + "_OF" + step)
                        .initializer(
                                "$T.fromLong(S, $LL)",
                                ClassName.get(TileEmitter.VECTOR_PACKAGE, "VectorMask"),
                                lanesFrom(step, i))
                        .build());
            }
        }
    }

    /** The lanes, as bits, that come from the i-th of the vectors of which every step-th element is taken. */
    private long lanesFrom(int step, int i) {
        return IntStream.range(0, lanes)
                .filter(lane -> step * lane / lanes == i)
                .mapToLong(lane -> 1L << lane)
                .sum();
    }

    private MethodSpec rows() {
        MethodSpec.Builder method = method("rows")
                .addParameter(INTS, "rowAt")
                .addParameter(int.class, "first")
                .addParameter(int.class, "pieces")
                .addParameter(INTS, "pieceAt")
                .addParameter(Object.class, "from")
                .addParameter(int.class, "xo")
                .addParameter(Object.class, "to")
                .addParameter(int.class, "o")
                .addParameter(int.class, "step");
        operands(method).addStatement("int last = x.length - $L", lanes);
        if (!scalar()) {
            method.beginControlFlow(
                            "if (pieces <= $L && reach(n, rowAt, first, pieces, pieceAt) + xo <= last)", MOST_PIECES)
                    .beginControlFlow("switch (pieces)");
            for (int i = 1; i <= MOST_PIECES; i++) {
                method.addStatement(
                        i < MOST_PIECES ? "case $1L -> rows$1L($2L)" : "default -> rows$1L($2L)",
                        i,
                        "n, rowAt, first, pieceAt, x, xo, y, o, step");
            }
            method.endControlFlow().addStatement("return").endControlFlow();
        }
        method.beginControlFlow("for (int i = 0; i < n; i++)")
                .addStatement("int row = xo + rowAt[first + i]")
                .addStatement("int out = o + i * step")
                .beginControlFlow("for (int p = 0; p < pieces; p++)")
                .addStatement("int at = row + pieceAt[3 * p]")
                .addStatement("int put = out + pieceAt[3 * p + 1]");
        if (!scalar()) {
            method.beginControlFlow("if (at <= last)")
                    .addStatement("$T.fromArray(S, x, at).intoArray(y, put)", vector)
                    .addStatement("continue")
                    .endControlFlow();
        }
        return method.beginControlFlow("for (int e = 0; e < pieceAt[3 * p + 2]; e++)")
                .addStatement("y[put + e] = x[at + e]")
                .endControlFlow()
                .endControlFlow()
                .endControlFlow()
                .build();
    }

    private static MethodSpec reach() {
        return MethodSpec.methodBuilder("reach")
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addJavadoc("Where the last of some rows' pieces lies.\n")
                .addParameter(int.class, "n")
                .addParameter(INTS, "rowAt")
                .addParameter(int.class, "first")
                .addParameter(int.class, "pieces")
                .addParameter(INTS, "pieceAt")
                .returns(int.class)
                .addStatement("int row = 0")
                .beginControlFlow("for (int i = 0; i < n; i++)")
                .addStatement("row = Math.max(row, rowAt[first + i])")
                .endControlFlow()
                .addStatement("int piece = 0")
                .beginControlFlow("for (int p = 0; p < pieces; p++)")
                .addStatement("piece = Math.max(piece, pieceAt[3 * p])")
                .endControlFlow()
                .addStatement("return row + piece")
                .build();
    }

    /** Rows of a number of pieces, none of which is read beyond the array. */
    private MethodSpec rowsOf(int pieces) {
        MethodSpec.Builder method = MethodSpec.methodBuilder("rows" + pieces)
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addParameter(int.class, "n")
                .addParameter(INTS, "rowAt")
                .addParameter(int.class, "first")
                .addParameter(INTS, "pieceAt")
                .addParameter(array, "x")
                .addParameter(int.class, "xo")
                .addParameter(array, "y")
                .addParameter(int.class, "o")
                .addParameter(int.class, "step");
        for (int p = 0; p < pieces; p++) {
            method.addStatement("int at$L = xo + pieceAt[$L]", p, 3 * p)
                    .addStatement("int put$L = o + pieceAt[$L]", p, 3 * p + 1);
        }
        method.beginControlFlow("for (int i = 0; i < n; i++)")
                .addStatement("int row = rowAt[first + i]")
                .addStatement("int out = i * step");
        for (int p = 0; p < pieces; p++) {
            method.addStatement("$1T.fromArray(S, x, row + at$2L).intoArray(y, out + put$2L)", vector, p);
        }
        return method.endControlFlow().build();
    }

    private MethodSpec columns() {
        MethodSpec.Builder method = method("columns")
                .addParameter(int.class, "columns")
                .addParameter(INTS, "columnAt")
                .addParameter(int.class, "first")
                .addParameter(Object.class, "from")
                .addParameter(int.class, "xo")
                .addParameter(Object.class, "to")
                .addParameter(int.class, "o")
                .addParameter(int.class, "step");
        operands(method);
        if (scalar()) {
            method.addStatement("int wide = 0").addStatement("int high = 0");
        } else {
            method.addStatement("int wide = columns & -$L", square.side())
                    .addStatement("int high = n & -$L", square.side())
                    .beginControlFlow("for (int j = 0; j < wide; j += $L)", square.side())
                    .addStatement("transposeListed(high, x, xo, columnAt, first + j, y, o + j, step)")
                    .endControlFlow();
        }
        return method.beginControlFlow("for (int j = 0; j < columns; j++)")
                .addStatement("int at = xo + columnAt[first + j]")
                .beginControlFlow("for (int i = j < wide ? high : 0; i < n; i++)")
                .addStatement("y[o + i * step + j] = x[at + i]")
                .endControlFlow()
                .endControlFlow()
                .build();
    }

    private MethodSpec line() {
        MethodSpec.Builder method = method("line")
                .addParameter(Object.class, "from")
                .addParameter(int.class, "xo")
                .addParameter(int.class, "step")
                .addParameter(Object.class, "to")
                .addParameter(int.class, "o");
        operands(method).addStatement("int i = 0");
        if (!scalar()) {
            method.beginControlFlow("for (; step == 1 && i <= n - $1L; i += $1L)", lanes)
                    .addStatement("$T.fromArray(S, x, xo + i).intoArray(y, o + i)", vector)
                    .endControlFlow();
        }
        return method.beginControlFlow("for (; i < n; i++)")
                .addStatement("y[o + i] = x[xo + i * step]")
                .endControlFlow()
                .build();
    }

    private static IntStream laySteps() {
        return IntStream.concat(IntStream.of(1), STEPS.stream().mapToInt(Integer::intValue));
    }

    private MethodSpec lay() {
        MethodSpec.Builder method = operands(method("lay")
                        .addParameter(int.class, "width")
                        .addParameter(int.class, "gap")
                        .addParameter(Object.class, "from")
                        .addParameter(int.class, "xo")
                        .addParameter(int.class, "xRow")
                        .addParameter(int.class, "step")
                        .addParameter(Object.class, "to")
                        .addParameter(int.class, "o")
                        .addParameter(int.class, "yRow")
                        .addParameter(int.class, "end"))
                .beginControlFlow("switch (step)");
        laySteps()
                .forEach(step ->
                        method.addStatement("case $1L -> lay$1L(n, width, gap, x, xo, xRow, y, o, yRow, end)", step));
        return method.beginControlFlow("default ->")
                .beginControlFlow("for (int r = 0; r < n; r++)")
                .addStatement("line(width, x, xo + r * xRow, step, y, o + r * yRow)")
                .addStatement("zeros(y, o + r * yRow + width, gap, end)")
                .endControlFlow()
                .endControlFlow()
                .endControlFlow()
                .build();
    }

    private MethodSpec layRows(int step) {
        MethodSpec.Builder method = MethodSpec.methodBuilder("lay" + step)
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addJavadoc(
                        "Copies rows of $L element, each followed by a gap of zeros.\n",
                        step == 1 ? "each" : "every " + (step == 2 ? "second" : step + "th"))
                .addParameter(int.class, "n")
                .addParameter(int.class, "width")
                .addParameter(int.class, "gap")
                .addParameter(array, "x")
                .addParameter(int.class, "xo")
                .addParameter(int.class, "xRow")
                .addParameter(array, "y")
                .addParameter(int.class, "o")
                .addParameter(int.class, "yRow")
                .addParameter(int.class, "end")
                .addStatement("int lastX = x.length - $L", step * lanes)
                .addStatement("int lastY = end - $L", lanes)
                .beginControlFlow("for (int r = 0; r < n; r++)")
                .addStatement("int at = xo + r * xRow")
                .addStatement("int put = o + r * yRow")
                .beginControlFlow("for (int j = 0; j < width; j += $L)", lanes);
        String source = step == 1 ? "j" : step + " * j";
        if (!scalar()) {
            method.beginControlFlow("if (at + $L <= lastX && put + j <= lastY)", source)
                    .addStatement("$L.intoArray(y, put + j)", everyElement(step, "at + " + source))
                    .addStatement("continue")
                    .endControlFlow();
        }
        return method.beginControlFlow("for (int e = j; e < Math.min(width, j + $L); e++)", lanes)
                .addStatement("y[put + e] = x[at + $L]", source.replace('j', 'e'))
                .endControlFlow()
                .endControlFlow()
                .addStatement("zeros(y, put + width, gap, end)")
                .endControlFlow()
                .build();
    }

    /** A vector of every step-th element from a place on. */
    private CodeBlock everyElement(int step, String at) {
        if (step == 1) {
            return CodeBlock.of("$T.fromArray(S, x, $L)", vector, at);
        }
        CodeBlock.Builder sum = CodeBlock.builder().add("$T.fromArray(S, x, $L).rearrange(EVERY$L)", vector, at, step);
        for (int i = 1; i < step; i++) {
            if (lanesFrom(step, i) != 0) {
                sum.add(
                        "\n.blend($T.fromArray(S, x, $L + $L).rearrange(EVERY$L), FROM$L_OF$L)",
                        vector,
                        at,
                        i * lanes,
                        step,
                        i,
                        step);
            }
        }
        return sum.build();
    }

    private MethodSpec zeros() {
        MethodSpec.Builder method = MethodSpec.methodBuilder("zeros")
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addJavadoc("Writes zeros, perhaps some too many, but none from {@code end} on.\n")
                .addParameter(array, "y")
                .addParameter(int.class, "o")
                .addParameter(int.class, "n")
                .addParameter(int.class, "end")
                .beginControlFlow("for (int j = o; j < o + n; j += $L)", lanes);
        if (!scalar()) {
            method.beginControlFlow("if (j <= end - $L)", lanes)
                    .addStatement("$T.zero(S).intoArray(y, j)", vector)
                    .addStatement("continue")
                    .endControlFlow();
        }
        return method.beginControlFlow("for (int e = j; e < Math.min(end, Math.min(o + n, j + $L)); e++)", lanes)
                .addStatement("y[e] = 0")
                .endControlFlow()
                .endControlFlow()
                .build();
    }

    private MethodSpec spread() {
        return operands(method("spread")
                        .addParameter(Object.class, "from")
                        .addParameter(int.class, "xo")
                        .addParameter(Object.class, "to")
                        .addParameter(int.class, "o")
                        .addParameter(int.class, "step"))
                .beginControlFlow("for (int i = 0; i < n; i++)")
                .addStatement("y[o + i * step] = x[xo + i]")
                .endControlFlow()
                .build();
    }

    /** A row's last vector writes what is beyond the row as it was. */
    private MethodSpec add() {
        MethodSpec.Builder method = method("add")
                .addParameter(int.class, "width")
                .addParameter(Object.class, "from")
                .addParameter(int.class, "xo")
                .addParameter(Object.class, "to")
                .addParameter(int.class, "o")
                .addParameter(int.class, "yRow");
        operands(method);
        if (!scalar()) {
            method.addStatement("int whole = width & -$L", lanes)
                    .addStatement(
                            "$T<$L> rest = S.indexInRange(whole, width)",
                            ClassName.get(TileEmitter.VECTOR_PACKAGE, "VectorMask"),
                            boxed)
                    .addStatement("int lastX = x.length - $L", lanes)
                    .addStatement("int lastY = y.length - $L", lanes);
        }
        method.beginControlFlow("for (int r = 0; r < n; r++)")
                .addStatement("int at = xo + r * width")
                .addStatement("int put = o + r * yRow");
        if (scalar()) {
            method.addStatement("int j = 0");
        } else {
            method.beginControlFlow("for (int j = 0; j < whole; j += $L)", lanes)
                    .addStatement(
                            "$1T.fromArray(S, y, put + j).add($1T.fromArray(S, x, at + j)).intoArray(y, put + j)",
                            vector)
                    .endControlFlow()
                    .addStatement("int j = whole")
                    .beginControlFlow("if (j < width && at + j <= lastX && put + j <= lastY)")
                    .addStatement("$1T old = $1T.fromArray(S, y, put + j)", vector)
                    .addStatement("old.blend(old.add($T.fromArray(S, x, at + j)), rest).intoArray(y, put + j)", vector)
                    .addStatement("continue")
                    .endControlFlow();
        }
        return method.beginControlFlow("for (; j < width; j++)")
                .addStatement("y[put + j] += x[at + j]")
                .endControlFlow()
                .endControlFlow()
                .build();
    }
}
