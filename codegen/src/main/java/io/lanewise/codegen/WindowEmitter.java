package io.lanewise.codegen;

import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import io.lanewise.expr.ElementType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/**
 * Writes the sums of square windows of channels that have a filter each, from rows that lie padded.
 *
 * <p>Some rows of windows are computed together, so that a vector of the image is loaded once for all that it belongs to.
 * The last vector of a row overlaps the one before, and the last rows those before them: so there are no tails.
 */
final class WindowEmitter extends LoopsEmitter {
    /** Sizes of a window, their stride, and how many rows are computed together. */
    private static final int[][] WINDOWS = {{3, 1, 4}, {3, 2, 2}, {5, 1, 2}};

    /** Vectors of a row that are copied one after the other. */
    private static final int MANY = 5;

    private WindowEmitter(ElementType type, int bits) {
        super(type, bits);
    }

    static List<JavaFile> emit() {
        return emit("Window", "square windows", WindowEmitter::new);
    }

    @Override
    void fill(TypeSpec.Builder builder) {
        if (!scalar()) {
            addEvens(builder);
        }
        builder.addMethod(fits());
        builder.addMethod(pad());
        builder.addMethod(windows());
        for (int[] w : WINDOWS) {
            builder.addMethod(rows(w[0], w[1], w[2]));
            builder.addMethod(rows(w[0], w[1], 1));
        }
    }

    private static MethodSpec fits() {
        MethodSpec.Builder method = MethodSpec.methodBuilder("fits")
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .addParameter(int.class, "kernel")
                .addParameter(int.class, "stride")
                .returns(boolean.class);
        String any = Arrays.stream(WINDOWS)
                .map(w -> "kernel == " + w[0] + " && stride == " + w[1])
                .collect(Collectors.joining(" || "));
        return method.addStatement("return $L", any).build();
    }

    /**
     * Short rows are copied a vector of each after the other: loops of few turns are slow. Rows that are narrower than a vector bring zeros after
     * them, which later rows overwrite.
     */
    private MethodSpec pad() {
        MethodSpec.Builder method = operands(method("pad")
                .addParameter(int.class, "rows")
                .addParameter(int.class, "width")
                .addParameter(Object.class, "from")
                .addParameter(int.class, "xo")
                .addParameter(int.class, "xRow")
                .addParameter(int.class, "xStep")
                .addParameter(Object.class, "to")
                .addParameter(int.class, "o")
                .addParameter(int.class, "yRow")
                .addParameter(int.class, "yStep"));
        if (!scalar()) {
            method.addStatement("var narrow = S.indexInRange(0, width)");
        }
        String copy = "$T.fromArray(S, x, at + r * xRow + j).intoArray(y, put + r * yRow + j)";
        method.beginControlFlow("for (int c = 0; c < n; c++)")
                .addStatement("int at = xo + c * xStep")
                .addStatement("int put = o + c * yStep");
        if (scalar()) {
            method.addStatement("int whole = 0");
        } else {
            method.beginControlFlow("for (int r = 0; r < rows && width >= $L; r++)", MANY * lanes)
                    .beginControlFlow("for (int column = 0; column < width; column += $L)", lanes)
                    .addStatement("int j = Math.min(column, width - $L)", lanes)
                    .addStatement(copy, vector)
                    .endControlFlow()
                    .endControlFlow()
                    .addStatement("boolean few = width >= $L && width < $L", lanes, MANY * lanes)
                    .beginControlFlow("for (int column = 0; column < width && few; column += $L)", lanes)
                    .addStatement("int j = Math.min(column, width - $L)", lanes)
                    .beginControlFlow("for (int r = 0; r < rows; r++)")
                    .addStatement(copy, vector)
                    .endControlFlow()
                    .endControlFlow()
                    .addStatement(
                            "int inside = Math.max(0, Math.min(rows, Math.floorDiv(x.length - $L - at, xRow) + 1))",
                            lanes)
                    .addStatement("int whole = width >= $L ? rows : inside", lanes)
                    .beginControlFlow("for (int r = 0; r < whole && width < $L; r++)", lanes)
                    .addStatement(
                            "$1T.zero(S).blend($1T.fromArray(S, x, at + r * xRow), narrow).intoArray(y, put + r *"
                                    + " yRow)",
                            vector)
                    .endControlFlow();
        }
        return method.beginControlFlow("for (int r = whole; r < rows; r++)")
                .beginControlFlow("for (int j = 0; j < width; j++)")
                .addStatement("y[put + r * yRow + j] = x[at + r * xRow + j]")
                .endControlFlow()
                .endControlFlow()
                .endControlFlow()
                .build();
    }

    private MethodSpec windows() {
        MethodSpec.Builder method = operands(method("windows")
                        .addParameter(int.class, "kernel")
                        .addParameter(int.class, "stride")
                        .addParameter(int.class, "rows")
                        .addParameter(int.class, "width")
                        .addParameter(Object.class, "start")
                        .addParameter(int.class, "so")
                        .addParameter(int.class, "sStep")
                        .addParameter(Object.class, "weights")
                        .addParameter(int.class, "wo")
                        .addParameter(Object.class, "from")
                        .addParameter(int.class, "xo")
                        .addParameter(int.class, "xRow")
                        .addParameter(int.class, "xStep")
                        .addParameter(Object.class, "to")
                        .addParameter(int.class, "o")
                        .addParameter(int.class, "yStep"))
                .addStatement("$1T w = ($1T) weights", array)
                .addStatement("$1T s = ($1T) start", array);
        String arguments = "(n, rows, width, s, so, sStep, w, wo, x, xo, xRow, xStep, y, o, yStep)";
        for (int[] w : WINDOWS) {
            String name = name(w[0], w[1]);
            method.beginControlFlow("if (kernel == $L && stride == $L)", w[0], w[1])
                    .beginControlFlow("if (rows >= $L)", w[2])
                    .addStatement(name + "By" + w[2] + arguments)
                    .nextControlFlow("else")
                    .addStatement(name + "By1" + arguments)
                    .endControlFlow()
                    .addStatement("return")
                    .endControlFlow();
        }
        return method.addStatement(
                        "throw new $T($S + kernel + $S + stride)",
                        IllegalArgumentException.class,
                        "no windows of ",
                        " with stride ")
                .build();
    }

    private static String name(int kernel, int stride) {
        return "of" + kernel + "Stride" + stride;
    }

    private MethodSpec rows(int kernel, int stride, int together) {
        MethodSpec.Builder method = MethodSpec.methodBuilder(name(kernel, stride) + "By" + together)
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addJavadoc(
                        "Windows of $1L x $1L, $2L apart, $3L rows at a time: $4L operations an element.\n",
                        kernel,
                        stride,
                        together,
                        2 * kernel * kernel)
                .addParameter(int.class, "n")
                .addParameter(int.class, "rows")
                .addParameter(int.class, "width")
                .addParameter(array, "s")
                .addParameter(int.class, "so")
                .addParameter(int.class, "sStep")
                .addParameter(array, "w")
                .addParameter(int.class, "wo")
                .addParameter(array, "x")
                .addParameter(int.class, "xo")
                .addParameter(int.class, "xRow")
                .addParameter(int.class, "xStep")
                .addParameter(array, "y")
                .addParameter(int.class, "o")
                .addParameter(int.class, "yStep")
                .beginControlFlow("for (int c = 0; c < n; c++)")
                .addStatement("$T start = $L", held(), broadcast("s[so + c * sStep]"))
                .addStatement("int first = wo + $L * c", kernel * kernel);
        for (int t = 0; t < kernel * kernel; t++) {
            method.addStatement("$T w$L = $L", held(), t, broadcast("w[first + " + t + "]"));
        }
        method.beginControlFlow("for (int block = 0; block < rows; block += $L)", together)
                .addStatement("int r = Math.min(block, rows - $L)", together)
                .beginControlFlow("for (int column = 0; column < width; column += $L)", lanes)
                .addStatement(
                        scalar() ? "int j = column" : "int j = Math.max(0, Math.min(column, width - " + lanes + "))")
                .addStatement("int at0 = xo + c * xStep + $1L * r * xRow + $1L * j", stride)
                .addStatement("int put = o + c * yStep + r * width + j");
        body(method, kernel, stride, together);
        return method.endControlFlow().endControlFlow().endControlFlow().build();
    }

    /** With a stride of 2, sums of all neighbours are computed and every other one is kept. */
    private void body(MethodSpec.Builder method, int kernel, int stride, int together) {
        int parts = scalar() ? 1 : stride;
        for (int r = 0; r < together; r++) {
            for (int p = 0; p < parts; p++) {
                method.addStatement("$T sum$L = start", held(), r * parts + p);
            }
        }
        int rows = stride * (together - 1) + kernel;
        for (int row = 0; row < rows; row++) {
            if (row > 0) {
                method.addStatement("int at$L = at$L + xRow", row, row - 1);
            }
            for (int column = 0; column < kernel; column++) {
                for (int p = 0; p < parts; p++) {
                    String x = "x" + row + "_" + column + (p == 0 ? "" : "_" + p);
                    method.addStatement("$T $L = $L", held(), x, load("x", "at" + row + " + " + (column + p * lanes)));
                    for (int r = 0; r < together; r++) {
                        int k = row - stride * r;
                        if (k >= 0 && k < kernel) {
                            String form = scalar()
                                    ? "sum$1L = Scalars.fma(w$2L, $3L, sum$1L)"
                                    : "sum$1L = w$2L.fma($3L, sum$1L)";
                            method.addStatement(form, r * parts + p, k * kernel + column, x);
                        }
                    }
                }
            }
        }
        for (int r = 0; r < together; r++) {
            String to = "put + " + r + " * width";
            if (scalar()) {
                method.addStatement("y[$L] = sum$L", to, r);
            } else if (parts == 1) {
                method.addStatement("sum$L.intoArray(y, $L)", r, to);
            } else {
                method.addStatement(
                        "sum$L.rearrange(EVEN).blend(sum$L.rearrange(EVEN), UPPER).intoArray(y, $L)",
                        2 * r,
                        2 * r + 1,
                        to);
            }
        }
    }

    private String broadcast(String value) {
        return scalar() ? value : boxed + "Vector.broadcast(S, " + value + ")";
    }
}
