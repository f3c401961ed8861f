package io.lanewise.codegen;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import io.lanewise.expr.ElementType;
import java.util.List;
import javax.lang.model.element.Modifier;

/**
 * Writes the copies that lay out images and bring their patches into a product's panels.
 *
 * <p>Copies write whole vectors, and the rows after them overwrite what was too much: so there are no tails.
 */
final class PatchEmitter extends LoopsEmitter {
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
            addEvens(builder);
            builder.addMethod(square.transposeListed());
        }
        builder.addMethod(rows());
        builder.addMethod(columns());
        builder.addMethod(line());
        builder.addMethod(lay());
        builder.addMethod(layRows());
        builder.addMethod(spread("spread", "="));
        builder.addMethod(spread("addSpread", "+="));
    }

    /** What takes every other lane of two vectors: {@code low.rearrange(EVEN).blend(high.rearrange(EVEN), UPPER)}. */
    private void addEvens(TypeSpec.Builder builder) {
        builder.addField(constant("VectorShuffle", "EVEN")
                .initializer(
                        "$T.fromOp(S, lane -> 2 * lane % $L)",
                        ClassName.get(TileEmitter.VECTOR_PACKAGE, "VectorShuffle"), lanes)
                .build());
        builder.addField(constant("VectorMask", "UPPER")
                .initializer(
                        "$T.fromLong(S, $LL)",
                        ClassName.get(TileEmitter.VECTOR_PACKAGE, "VectorMask"),
                        (1L << lanes) - (1L << lanes / 2))
                .build());
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
        operands(method)
                .addStatement("int last = x.length - $L", lanes)
                .beginControlFlow("for (int i = 0; i < n; i++)")
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
            method.beginControlFlow("if (step == 1)")
                    .beginControlFlow("for (; i <= n - $1L; i += $1L)", lanes)
                    .addStatement("$T.fromArray(S, x, xo + i).intoArray(y, o + i)", vector)
                    .endControlFlow()
                    .nextControlFlow("else if (step == 2)")
                    .beginControlFlow("for (; i < n - $1L; i += $1L)", lanes)
                    .addStatement("$1T low = $1T.fromArray(S, x, xo + 2 * i).rearrange(EVEN)", vector)
                    .addStatement("$1T high = $1T.fromArray(S, x, xo + 2 * i + $2L).rearrange(EVEN)", vector, lanes)
                    .addStatement("low.blend(high, UPPER).intoArray(y, o + i)")
                    .endControlFlow()
                    .endControlFlow();
        }
        return method.beginControlFlow("for (; i < n; i++)")
                .addStatement("y[o + i] = x[xo + i * step]")
                .endControlFlow()
                .build();
    }

    private MethodSpec lay() {
        return operands(method("lay")
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
                .beginControlFlow("if (step == 1)")
                .addStatement("layRows(n, width, gap, x, xo, xRow, y, o, yRow, end)")
                .nextControlFlow("else")
                .beginControlFlow("for (int r = 0; r < n; r++)")
                .addStatement("line(width, x, xo + r * xRow, step, y, o + r * yRow)")
                .addStatement(
                        "$1T.fill(y, o + r * yRow + width, Math.min(end, o + r * yRow + width + gap), 0)",
                        java.util.Arrays.class)
                .endControlFlow()
                .endControlFlow()
                .build();
    }

    private MethodSpec layRows() {
        MethodSpec.Builder method = MethodSpec.methodBuilder("layRows")
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addJavadoc("Copies rows, each followed by a gap of zeros.\n")
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
                .addStatement("int lastX = x.length - $L", lanes)
                .addStatement("int lastY = end - $L", lanes)
                .beginControlFlow("for (int r = 0; r < n; r++)")
                .addStatement("int at = xo + r * xRow")
                .addStatement("int put = o + r * yRow")
                .beginControlFlow("for (int j = 0; j < width; j += $L)", lanes);
        if (!scalar()) {
            method.beginControlFlow("if (at + j <= lastX && put + j <= lastY)")
                    .addStatement("$T.fromArray(S, x, at + j).intoArray(y, put + j)", vector)
                    .addStatement("continue")
                    .endControlFlow();
        }
        method.beginControlFlow("for (int e = j; e < Math.min(width, j + $L); e++)", lanes)
                .addStatement("y[put + e] = x[at + e]")
                .endControlFlow()
                .endControlFlow()
                .beginControlFlow("for (int j = put + width; j < put + width + gap; j += $L)", lanes);
        if (!scalar()) {
            method.beginControlFlow("if (j <= lastY)")
                    .addStatement("$T.zero(S).intoArray(y, j)", vector)
                    .addStatement("continue")
                    .endControlFlow();
        }
        return method.beginControlFlow(
                        "for (int e = j; e < Math.min(end, Math.min(put + width + gap, j + $L)); e++)", lanes)
                .addStatement("y[e] = 0")
                .endControlFlow()
                .endControlFlow()
                .endControlFlow()
                .build();
    }

    private MethodSpec spread(String name, String assignment) {
        return operands(method(name)
                        .addParameter(Object.class, "from")
                        .addParameter(int.class, "xo")
                        .addParameter(Object.class, "to")
                        .addParameter(int.class, "o")
                        .addParameter(int.class, "step"))
                .beginControlFlow("for (int i = 0; i < n; i++)")
                .addStatement("y[o + i * step] $L x[xo + i]", assignment)
                .endControlFlow()
                .build();
    }
}
