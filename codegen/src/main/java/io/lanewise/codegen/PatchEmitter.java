package io.lanewise.codegen;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import io.lanewise.expr.ElementType;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;

/**
 * Writes the inner loops of convolutions, a class for each element type and vector width: the copies that bring the
 * patches of an image into a product's panels, and the sums of a depthwise convolution.
 *
 * <p>Copies write whole vectors, and the rows after them overwrite what was too much: so there are no tails.
 */
final class PatchEmitter {
    private static final String PACKAGE = "io.lanewise.kernels.convolution";
    private static final ClassName INTERFACE = ClassName.get(PACKAGE, "PatchKernels");
    private static final TypeName INTS = ArrayTypeName.of(int.class);

    private final ElementType type;
    private final int bits;
    private final TypeName element;
    private final TypeName array;
    private final ClassName vector;
    private final String boxed;
    private final int lanes;
    private final PackEmitter square;

    private PatchEmitter(ElementType type, int bits) {
        this.type = type;
        this.bits = bits;
        boxed = type.carrier() == float.class ? "Float" : "Double";
        element = TypeName.get(type.carrier());
        array = ArrayTypeName.of(element);
        vector = ClassName.get(TileEmitter.VECTOR_PACKAGE, boxed + "Vector");
        lanes = scalar() ? 1 : bits / 8 / type.bytes();
        square = new PackEmitter(new TileSpec(type, bits, 0, 1, 1), vector, array, boxed);
    }

    static List<JavaFile> emit() {
        List<JavaFile> files = new ArrayList<>();
        MethodSpec.Builder table = MethodSpec.methodBuilder("of")
                .addModifiers(Modifier.STATIC)
                .addJavadoc("The loops for vectors of {@code bits} bits, 0 for scalar code.\n")
                .addParameter(ElementType.class, "type")
                .addParameter(int.class, "bits")
                .returns(INTERFACE);
        for (ElementType type : List.of(ElementType.F32, ElementType.F64)) {
            for (int bits : new int[] {0, 128, 256, 512}) {
                PatchEmitter emitter = new PatchEmitter(type, bits);
                files.add(emitter.file());
                table.beginControlFlow("if (type == $T.$L && bits == $L)", ElementType.class, type, bits)
                        .addStatement("return new $T()", ClassName.get(PACKAGE, emitter.className()))
                        .endControlFlow();
            }
        }
        table.addStatement(
                "throw new $T($S + type + $S + bits + $S)",
                IllegalArgumentException.class,
                "no loops of convolutions for ",
                ", ",
                " bits");
        TypeSpec tableType = TypeSpec.classBuilder("PatchTable")
                .addModifiers(Modifier.FINAL)
                .addJavadoc("All inner loops of convolutions.\n")
                .addMethod(MethodSpec.constructorBuilder()
                        .addModifiers(Modifier.PRIVATE)
                        .build())
                .addMethod(table.build())
                .build();
        files.add(file(tableType));
        return files;
    }

    private boolean scalar() {
        return bits == 0;
    }

    private String className() {
        return type.name() + "Patches" + (scalar() ? "Scalar" : bits);
    }

    private static JavaFile file(TypeSpec type) {
        return JavaFile.builder(PACKAGE, type)
                .skipJavaLangImports(true)
                .indent("    ")
                .build();
    }

    private JavaFile file() {
        TypeSpec.Builder builder = TypeSpec.classBuilder(className())
                .addModifiers(Modifier.FINAL)
                .addSuperinterface(INTERFACE)
                .addJavadoc(
                        "The inner loops of $L convolutions with $L.\n",
                        type.lower(),
                        scalar() ? "single elements" : "vectors of " + bits + " bits");
        if (!scalar()) {
            builder.addField(constant("VectorSpecies", "S")
                    .initializer("$T.SPECIES_$L", vector, bits)
                    .build());
            square.addConstants(builder);
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
        builder.addMethod(MethodSpec.methodBuilder("lanes")
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .returns(int.class)
                .addStatement("return $L", lanes)
                .build());
        builder.addMethod(rows());
        builder.addMethod(columns());
        if (!scalar()) {
            builder.addMethod(square.transposeListed());
        }
        builder.addMethod(line());
        builder.addMethod(lay());
        builder.addMethod(layRows());
        builder.addMethod(spread());
        builder.addMethod(taps());
        builder.addMethod(tapsOf(9));
        builder.addMethod(tapsOf(2));
        builder.addMethod(tapsOf(1));
        builder.addMethod(nine());
        builder.addMethod(nineRows(4));
        builder.addMethod(nineRows(1));
        builder.addMethod(correlate());
        builder.addMethod(correlateTap());
        builder.addMethod(sums());
        return file(builder.build());
    }

    private FieldSpec.Builder constant(String type, String name) {
        TypeName typeName = ParameterizedTypeName.get(
                ClassName.get(TileEmitter.VECTOR_PACKAGE, type), ClassName.get("java.lang", boxed));
        return FieldSpec.builder(typeName, name, Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL);
    }

    private MethodSpec.Builder method(String name) {
        return MethodSpec.methodBuilder(name)
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .addParameter(int.class, "n");
    }

    private MethodSpec.Builder operands(MethodSpec.Builder method) {
        return method.addStatement("$1T x = ($1T) from", array).addStatement("$1T y = ($1T) to", array);
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

    /** Chains continue in the output, so that the taps may be taken some at a time. */
    private MethodSpec taps() {
        return operands(method("taps")
                        .addParameter(int.class, "taps")
                        .addParameter(Object.class, "start")
                        .addParameter(int.class, "so")
                        .addParameter(Object.class, "weights")
                        .addParameter(int.class, "wo")
                        .addParameter(INTS, "weightAt")
                        .addParameter(Object.class, "from")
                        .addParameter(int.class, "xo")
                        .addParameter(INTS, "tapAt")
                        .addParameter(Object.class, "to")
                        .addParameter(int.class, "o"))
                .addStatement("$1T w = ($1T) weights", array)
                .addStatement("$T s = (($T) start)[so]", element, array)
                .addStatement("int t = 0")
                .beginControlFlow("if (taps == 0)")
                .addStatement("$T.fill(y, o, o + n, s)", java.util.Arrays.class)
                .endControlFlow()
                .beginControlFlow("for (; t <= taps - 9; t += 9)")
                .addStatement("taps9(n, t, s, w, wo, weightAt, x, xo, tapAt, y, o)")
                .endControlFlow()
                .beginControlFlow("for (; t <= taps - 2; t += 2)")
                .addStatement("taps2(n, t, s, w, wo, weightAt, x, xo, tapAt, y, o)")
                .endControlFlow()
                .beginControlFlow("if (t < taps)")
                .addStatement("taps1(n, t, s, w, wo, weightAt, x, xo, tapAt, y, o)")
                .endControlFlow()
                .build();
    }

    private MethodSpec tapsOf(int taps) {
        MethodSpec.Builder method = MethodSpec.methodBuilder("taps" + taps)
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addJavadoc(
                        "{@code y[j] += w[t] x[j + tapAt[t]]} for $L taps from {@code first}, in order, each step"
                                + " rounded once; the first of all add to {@code s}.\n",
                        taps)
                .addParameter(int.class, "n")
                .addParameter(int.class, "first")
                .addParameter(element, "s")
                .addParameter(array, "w")
                .addParameter(int.class, "wo")
                .addParameter(INTS, "weightAt")
                .addParameter(array, "x")
                .addParameter(int.class, "xo")
                .addParameter(INTS, "tapAt")
                .addParameter(array, "y")
                .addParameter(int.class, "o");
        TypeName held = scalar() ? element : vector;
        for (int t = 0; t < taps; t++) {
            method.addStatement("int a$1L = xo + tapAt[first + $1L]", t);
            String weight = "w[wo + weightAt[first + " + t + "]]";
            if (scalar()) {
                method.addStatement("$T w$L = $L", held, t, weight);
            } else {
                method.addStatement("$1T w$2L = $1T.broadcast(S, $3L)", held, t, weight);
            }
        }
        method.beginControlFlow("for (int j = 0; j < n; j += $L)", lanes);
        if (scalar()) {
            method.addStatement("$T sum = first == 0 ? s : y[o + j]", held);
        } else {
            method.addStatement("$1T sum = first == 0 ? $1T.broadcast(S, s) : $1T.fromArray(S, y, o + j)", vector);
        }
        for (int t = 0; t < taps; t++) {
            if (scalar()) {
                method.addStatement("sum = Scalars.fma(w$1L, x[a$1L + j], sum)", t);
            } else {
                method.addStatement("sum = w$1L.fma($2T.fromArray(S, x, a$1L + j), sum)", t, vector);
            }
        }
        method.addStatement(scalar() ? "y[o + j] = sum" : "sum.intoArray(y, o + j)");
        return method.endControlFlow().build();
    }

    private MethodSpec nine() {
        String operands = "width, s, w, wo, weightAt, x, xo, xRow, y, o, yRow)";
        return operands(method("nine")
                        .addParameter(int.class, "width")
                        .addParameter(Object.class, "start")
                        .addParameter(int.class, "so")
                        .addParameter(Object.class, "weights")
                        .addParameter(int.class, "wo")
                        .addParameter(INTS, "weightAt")
                        .addParameter(Object.class, "from")
                        .addParameter(int.class, "xo")
                        .addParameter(int.class, "xRow")
                        .addParameter(Object.class, "to")
                        .addParameter(int.class, "o")
                        .addParameter(int.class, "yRow"))
                .addStatement("$1T w = ($1T) weights", array)
                .addStatement("$T s = (($T) start)[so]", element, array)
                .addStatement("int many = n & -4")
                .addStatement("nineBy4(0, many, " + operands)
                .addStatement("nineBy1(many, n, " + operands)
                .build();
    }

    /**
     * So many rows of windows at a time: a row of the image is loaded once for all that it belongs to. Columns go from right
     * to left, since a row's last vector is written over the start of the next.
     */
    private MethodSpec nineRows(int together) {
        MethodSpec.Builder method = MethodSpec.methodBuilder("nineBy" + together)
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addJavadoc(
                        "The sums of three taps in each of three rows, {@code width} of them in $L rows at a time from"
                                + " {@code first}, below n.\n",
                        together)
                .addParameter(int.class, "first")
                .addParameter(int.class, "n")
                .addParameter(int.class, "width")
                .addParameter(element, "s")
                .addParameter(array, "w")
                .addParameter(int.class, "wo")
                .addParameter(INTS, "weightAt")
                .addParameter(array, "x")
                .addParameter(int.class, "xo")
                .addParameter(int.class, "xRow")
                .addParameter(array, "y")
                .addParameter(int.class, "o")
                .addParameter(int.class, "yRow");
        TypeName held = scalar() ? element : vector;
        for (int t = 0; t < 9; t++) {
            String weight = "w[wo + weightAt[" + t + "]]";
            method.addStatement(
                    "$T w$L = $L", held, t, scalar() ? weight : boxed + "Vector.broadcast(S, " + weight + ")");
        }
        method.addStatement("int last = (width - 1) / $1L * $1L", lanes)
                .beginControlFlow("for (int r = first; r < n; r += $L)", together)
                .beginControlFlow("for (int j = last; j >= 0; j -= $L)", lanes)
                .addStatement("int at = xo + r * xRow + j")
                .addStatement("int put = o + r * yRow + j");
        for (int r = 0; r < together; r++) {
            method.addStatement("$T sum$L = $L", held, r, scalar() ? "s" : boxed + "Vector.broadcast(S, s)");
        }
        for (int row = 0; row < together + 2; row++) {
            for (int column = 0; column < 3; column++) {
                String from = "at + " + row + " * xRow + " + column;
                method.addStatement("$T x$L$L = $L", held, row, column, load("x", from));
                for (int r = Math.max(0, row - 2); r <= Math.min(together - 1, row); r++) {
                    method.addStatement(
                            scalar()
                                    ? "sum$1L = Scalars.fma(w$2L, x$3L$4L, sum$1L)"
                                    : "sum$1L = w$2L.fma(x$3L$4L, sum$1L)",
                            r,
                            3 * (row - r) + column,
                            row,
                            column);
                }
            }
        }
        for (int r = 0; r < together; r++) {
            String to = "put + " + r + " * yRow";
            method.addStatement(scalar() ? "y[$2L] = sum$1L" : "sum$1L.intoArray(y, $2L)", r, to);
        }
        return method.endControlFlow().endControlFlow().build();
    }

    private MethodSpec correlate() {
        MethodSpec.Builder method = method("correlate")
                .addParameter(int.class, "taps")
                .addParameter(Object.class, "gradient")
                .addParameter(Object.class, "from")
                .addParameter(INTS, "tapAt")
                .addParameter(Object.class, "to")
                .addParameter(int.class, "o");
        return operands(method)
                .addStatement("$1T g = ($1T) gradient", array)
                .beginControlFlow("for (int t = 0; t < taps; t++)")
                .addStatement("correlateTap(n, g, x, tapAt[t], y, o + 32 * t)")
                .endControlFlow()
                .build();
    }

    /** All lanes at once where they fit the registers; else one vector of them at a time, over the whole. */
    private MethodSpec correlateTap() {
        int step = scalar() ? 1 : lanes;
        int together = scalar() ? 4 : Math.min(32 / lanes, 8);
        MethodSpec.Builder method = MethodSpec.methodBuilder("correlateTap")
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addJavadoc("{@code y[o + i % 32] += g[i] x[at + i]} for i below n, in order.\n")
                .addParameter(int.class, "n")
                .addParameter(array, "g")
                .addParameter(array, "x")
                .addParameter(int.class, "at")
                .addParameter(array, "y")
                .addParameter(int.class, "o")
                .beginControlFlow("for (int lane = 0; lane < 32; lane += $L)", together * step);
        for (int v = 0; v < together; v++) {
            method.addStatement("$T sum$L = $L", scalar() ? element : vector, v, load("y", "o + lane + " + v * step));
        }
        method.beginControlFlow("for (int i = lane; i < n + lane; i += 32)");
        for (int v = 0; v < together; v++) {
            String gs = load("g", "i + " + v * step);
            String xs = load("x", "at + i + " + v * step);
            method.addStatement(
                    scalar() ? "sum$1L = Scalars.fma($2L, $3L, sum$1L)" : "sum$1L = $2L.fma($3L, sum$1L)", v, gs, xs);
        }
        method.endControlFlow();
        for (int v = 0; v < together; v++) {
            method.addStatement(
                    scalar() ? "y[o + lane + $2L] = sum$1L" : "sum$1L.intoArray(y, o + lane + $2L)", v, v * step);
        }
        return method.endControlFlow().build();
    }

    private String load(String from, String at) {
        return scalar() ? from + "[" + at + "]" : boxed + "Vector.fromArray(S, " + from + ", " + at + ")";
    }

    private MethodSpec sums() {
        return operands(method("sums")
                        .addParameter(Object.class, "from")
                        .addParameter(Object.class, "to")
                        .addParameter(int.class, "o"))
                .beginControlFlow("for (int i = 0; i < n; i++)")
                .beginControlFlow("for (int half = 16; half > 0; half /= 2)")
                .beginControlFlow("for (int lane = 0; lane < half; lane++)")
                .addStatement("x[32 * i + lane] += x[32 * i + lane + half]")
                .endControlFlow()
                .endControlFlow()
                .addStatement("y[o + i] = x[32 * i]")
                .endControlFlow()
                .build();
    }
}
