package io.lanewise.codegen;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeSpec;
import io.lanewise.expr.ElementType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/**
 * Writes the sums of square windows of channels that have a filter each, straight from the image.
 *
 * <p>A vector's windows are next to each other in a row. A loop goes down the image and keeps the sums of all windows that
 * an image's row belongs to, so that each row is loaded once. The last vector of a row overlaps the one before: so there
 * are no tails. Vectors that meet no padding at the sides have loops without masks.
 */
final class WindowEmitter extends LoopsEmitter {
    /** Sizes of windows. */
    private static final int[] KERNELS = {3, 5};

    /** How far windows are apart, either way. */
    private static final int[] STRIDES = {1, 2};

    private static final ClassName WINDOWS = ClassName.get("io.lanewise.kernels.convolution", "WindowKernels");

    private static final ClassName SIZE = WINDOWS.nestedClass("Size");

    private static final ClassName MASK = ClassName.get(TileEmitter.VECTOR_PACKAGE, "VectorMask");

    private WindowEmitter(ElementType type, int bits) {
        super(type, bits);
    }

    static List<JavaFile> emit() {
        return emit("Window", "square windows", WindowEmitter::new);
    }

    @Override
    void fill(TypeSpec.Builder builder) {
        if (!scalar()) {
            builder.addMethod(mask());
        }
        builder.addMethod(fits());
        builder.addMethod(windows());
        for (int kernel : KERNELS) {
            for (int down : STRIDES) {
                for (int across : STRIDES) {
                    builder.addMethod(columns(kernel, down, across));
                    builder.addMethod(rows(kernel, down, across, false));
                    builder.addMethod(rows(kernel, down, across, true));
                }
            }
        }
    }

    private static MethodSpec fits() {
        return MethodSpec.methodBuilder("fits")
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .addParameter(WINDOWS.nestedClass("Form"), "form")
                .returns(boolean.class)
                .addStatement(
                        "return ($L) && ($L) && ($L)",
                        any("form.kernel()", KERNELS),
                        any("form.down()", STRIDES),
                        any("form.across()", STRIDES))
                .build();
    }

    private static String any(String name, int[] values) {
        return Arrays.stream(values).mapToObj(value -> name + " == " + value).collect(Collectors.joining(" || "));
    }

    private MethodSpec mask() {
        return MethodSpec.methodBuilder("mask")
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addJavadoc("The lanes whose column, {@code first + stride lane}, is in the image.\n")
                .addParameter(int.class, "first")
                .addParameter(int.class, "stride")
                .addParameter(int.class, "width")
                .returns(ParameterizedTypeName.get(MASK, ClassName.get("java.lang", boxed)))
                .addStatement("int from = Math.clamp(Math.ceilDiv(-first, stride), 0, $L)", lanes)
                .addStatement("int until = Math.clamp(Math.ceilDiv(width - first, stride), from, $L)", lanes)
                .addStatement("return $T.fromLong(S, (1L << until) - (1L << from))", MASK)
                .build();
    }

    private MethodSpec windows() {
        MethodSpec.Builder method = operands(method("windows")
                        .addParameter(SIZE, "size")
                        .addParameter(Object.class, "start")
                        .addParameter(int.class, "so")
                        .addParameter(int.class, "sStep")
                        .addParameter(Object.class, "weights")
                        .addParameter(int.class, "wo")
                        .addParameter(Object.class, "from")
                        .addParameter(int.class, "xo")
                        .addParameter(int.class, "xStep")
                        .addParameter(Object.class, "to")
                        .addParameter(int.class, "o")
                        .addParameter(int.class, "yStep"))
                .addStatement("$1T w = ($1T) weights", array)
                .addStatement("$1T s = ($1T) start", array)
                .addStatement("$T form = size.form()", WINDOWS.nestedClass("Form"));
        for (int kernel : KERNELS) {
            for (int down : STRIDES) {
                for (int across : STRIDES) {
                    method.beginControlFlow(
                                    "if (form.kernel() == $L && form.down() == $L && form.across() == $L)",
                                    kernel,
                                    down,
                                    across)
                            .addStatement(
                                    "$L(n, size, s, so, sStep, w, wo, x, xo, xStep, y, o, yStep)",
                                    name(kernel, down, across))
                            .addStatement("return")
                            .endControlFlow();
                }
            }
        }
        return method.addStatement("throw new $T($S + size)", IllegalArgumentException.class, "no windows of ")
                .build();
    }

    private static String name(int kernel, int down, int across) {
        return "of" + kernel + "By" + down + "x" + across;
    }

    private MethodSpec.Builder loop(String name) {
        return MethodSpec.methodBuilder(name)
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addParameter(int.class, "n")
                .addParameter(SIZE, "size")
                .addParameter(array, "s")
                .addParameter(int.class, "so")
                .addParameter(int.class, "sStep")
                .addParameter(array, "w")
                .addParameter(int.class, "wo")
                .addParameter(array, "x")
                .addParameter(int.class, "xo")
                .addParameter(int.class, "xStep")
                .addParameter(array, "y")
                .addParameter(int.class, "o")
                .addParameter(int.class, "yStep");
    }

    private MethodSpec columns(int kernel, int down, int across) {
        String name = name(kernel, down, across);
        String arguments = "(n, size, s, so, sStep, w, wo, x, xo + first, xStep, y, o + j, yStep";
        return loop(name)
                .addJavadoc("Windows of $1L x $1L, rows $2L and columns $3L apart.\n", kernel, down, across)
                .addStatement("int width = size.width()")
                .beginControlFlow("for (int column = 0; column < width; column += $L)", lanes)
                .addStatement(
                        scalar() ? "int j = column" : "int j = Math.max(0, Math.min(column, width - " + lanes + "))")
                .addStatement("int first = $L * j - size.left()", across)
                .beginControlFlow("if (first >= 0 && first + $L < size.inWidth())", across * (lanes - 1) + kernel - 1)
                .addStatement(name + "Inside" + arguments + ")")
                .nextControlFlow("else")
                .addStatement(name + "Edge" + arguments + ", first)")
                .endControlFlow()
                .endControlFlow()
                .build();
    }

    /** Sum d is of the window that ends d windows below the one which the turn completes. */
    private MethodSpec rows(int kernel, int down, int across, boolean edge) {
        int live = (kernel - 1) / down + 1;
        MethodSpec.Builder method = loop(name(kernel, down, across) + (edge ? "Edge" : "Inside"))
                .addJavadoc(
                        "$L operations an element, windows $L.\n",
                        2 * kernel * kernel,
                        edge ? "that may leave the image at the sides" : "within the image's sides");
        if (edge) {
            method.addParameter(int.class, "first");
        }
        method.addStatement("int inHeight = size.inHeight()")
                .addStatement("int inWidth = size.inWidth()")
                .addStatement("int width = size.width()")
                .addStatement("int height = size.height()")
                .addStatement("int above = size.above()")
                .addStatement("$T zero = $L", held(), broadcast("0"));
        if (across > 1 && !scalar()) {
            method.addCode(selection("evens", 0, 2))
                    .addCode(selection("odds", 1, 2))
                    .addCode(selection("next", 1, 1));
        }
        for (int c = 0; c < kernel && edge; c++) {
            String column = "first + " + c;
            method.addStatement(
                    scalar()
                            ? "boolean in" + c + " = " + column + " >= 0 && " + column + " < inWidth"
                            : "var in" + c + " = mask(" + column + ", " + across + ", inWidth)");
        }
        method.beginControlFlow("for (int c = 0; c < n; c++)")
                .addStatement("$T start = $L", held(), broadcast("s[so + c * sStep]"))
                .addStatement("int filter = wo + $L * c", kernel * kernel);
        for (int t = 0; t < kernel * kernel; t++) {
            method.addStatement("$T w$L = $L", held(), t, broadcast("w[filter + " + t + "]"));
        }
        for (int d = 0; d < live; d++) {
            method.addStatement("$T sum$L = start", held(), d);
        }
        method.addStatement("int row = $L - above", kernel - down * live)
                .addStatement("int at = xo + c * xStep + row * inWidth")
                .addStatement("int put = o + c * yStep")
                .beginControlFlow("for (int r = $L; r < height; r++)", 1 - live);
        for (int d = 0; d < live; d++) {
            method.addStatement("sum$L = $L", d, d == live - 1 ? "start" : "sum" + (d + 1));
        }
        for (int t = 0; t < down; t++) {
            method.addCode(row(kernel, across, t, edge)).addStatement("row++").addStatement("at += inWidth");
            for (int d = 0; d < live; d++) {
                int tap = kernel * (kernel - down + t - down * d);
                for (int c = 0; c < kernel && tap >= 0; c++) {
                    method.addStatement(
                            scalar()
                                    ? "sum$1L = Scalars.fma(w$2L, x$3L_$4L, sum$1L)"
                                    : "sum$1L = w$2L.fma(x$3L_$4L, sum$1L)",
                            d,
                            tap + c,
                            t,
                            c);
                }
            }
        }
        return method.beginControlFlow("if (r >= 0)")
                .addStatement(scalar() ? "y[put] = sum0" : "sum0.intoArray(y, put)")
                .addStatement("put += width")
                .endControlFlow()
                .endControlFlow()
                .endControlFlow()
                .build();
    }

    /** Loads what each column of the windows meets in the image's row {@code row}: zeros outside of it. */
    private CodeBlock row(int kernel, int across, int t, boolean edge) {
        CodeBlock.Builder code = CodeBlock.builder();
        for (int c = 0; c < kernel; c++) {
            code.addStatement("$T x$L_$L = zero", held(), t, c);
        }
        code.beginControlFlow("if (row >= 0 && row < inHeight)");
        for (int c = 0; c < kernel; c++) {
            String value;
            if (scalar()) {
                value = (edge ? "!in" + c + " ? 0 : " : "") + "x[at + " + c + "]";
            } else if (across == 1) {
                value = load("x", "at + " + c);
            } else {
                if (c == 0) {
                    code.addStatement("$T low = $L", vector, load("x", "at"));
                    code.addStatement("$T high = $L", vector, load("x", "at + " + lanes));
                }
                value = c < 2
                        ? select(c == 0 ? "evens" : "odds", "low", "high")
                        : select("next", "x" + t + "_" + (c - 2), broadcast("x[at + " + (2 * lanes + c - 2) + "]"));
            }
            code.addStatement(edge && !scalar() ? "x$1L_$2L = zero.blend($3L, in$2L)" : "x$1L_$2L = $3L", t, c, value);
        }
        return code.endControlFlow().build();
    }

    /**
     * What takes lanes of two vectors, by number: {@code first + step lane} of the lower and then of the upper one, as in
     * {@link #select}. Computed where it is used: constants would be loaded in each turn of a loop.
     */
    private CodeBlock selection(String name, int first, int step) {
        return CodeBlock.of(
                "$1T $2L = $1T.broadcast($1T.SPECIES_$3L, $4L).addIndex($5L);\n", integers(), name, bits, first, step);
    }

    private ClassName integers() {
        return ClassName.get(TileEmitter.VECTOR_PACKAGE, boxed.equals("Float") ? "IntVector" : "LongVector");
    }

    /** The lanes of a selection. */
    private String select(String selection, String low, String high) {
        String bits = boxed.equals("Float") ? "Ints" : "Longs";
        return "%s.selectFrom(%s.reinterpretAs%s(), %s.reinterpretAs%s()).reinterpretAs%ss()"
                .formatted(selection, low, bits, high, bits, boxed);
    }

    private String broadcast(String value) {
        return scalar() ? value : boxed + "Vector.broadcast(S, " + value + ")";
    }
}
