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
    private static final ClassName INTERFACE = ClassName.get(TileEmitter.PACKAGE, "PatchKernels");
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
                        .addStatement("return new $T()", ClassName.get(TileEmitter.PACKAGE, emitter.className()))
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
        return JavaFile.builder(TileEmitter.PACKAGE, type)
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
        builder.addMethod(spread());
        builder.addMethod(taps());
        builder.addMethod(tapsOf(9));
        builder.addMethod(tapsOf(1));
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
                        .addParameter(Object.class, "weights")
                        .addParameter(int.class, "wo")
                        .addParameter(INTS, "weightAt")
                        .addParameter(Object.class, "from")
                        .addParameter(int.class, "xo")
                        .addParameter(INTS, "tapAt")
                        .addParameter(Object.class, "to")
                        .addParameter(int.class, "o"))
                .addStatement("$1T w = ($1T) weights", array)
                .addStatement("int t = 0")
                .beginControlFlow("for (; t <= taps - 9; t += 9)")
                .addStatement("taps9(n, t, w, wo, weightAt, x, xo, tapAt, y, o)")
                .endControlFlow()
                .beginControlFlow("for (; t < taps; t++)")
                .addStatement("taps1(n, t, w, wo, weightAt, x, xo, tapAt, y, o)")
                .endControlFlow()
                .build();
    }

    private MethodSpec tapsOf(int taps) {
        MethodSpec.Builder method = MethodSpec.methodBuilder("taps" + taps)
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addJavadoc(
                        "{@code y[j] += w[t] x[j + tapAt[t]]} for $L taps from the first, in order, each step rounded"
                                + " once; from zero for the first of all.\n",
                        taps)
                .addParameter(int.class, "n")
                .addParameter(int.class, "first")
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
            method.addStatement("$T sum = first == 0 ? 0 : y[o + j]", held);
        } else {
            method.addStatement("$1T sum = first == 0 ? $1T.zero(S) : $1T.fromArray(S, y, o + j)", vector);
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
}
