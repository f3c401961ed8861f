package io.lanewise.codegen;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import io.lanewise.expr.ElementType;
import java.util.List;
import javax.lang.model.element.Modifier;

/**
 * Writes the transforms of Winograd's convolution F(4 x 4, 3 x 3), a class for each element type and vector width. Each
 * is a transform of one dimension, applied to the rows of a tile and then to the columns of what that gives, through a
 * buffer in the first level cache: 36 vectors do not fit the registers, and a method for both would have more vector
 * calls than C2 takes well.
 *
 * <p>The polynomials are evaluated at 0, a, -a, b, -b and infinity, where a = 1/sqrt(2) and b = sqrt(2). The customary 1
 * and 2 have half the multiplications and 2 to 5 times the error.
 */
final class WinogradEmitter extends LoopsEmitter {
    private static final double A = Math.sqrt(0.5);
    private static final double B = Math.sqrt(2);

    /** Products of the differences of a, and of b, from all other points. */
    private static final double AT_A = -1.5;

    private static final double AT_B = 6;

    private WinogradEmitter(ElementType type, int bits) {
        super(type, bits);
    }

    static List<JavaFile> emit() {
        return emit("Winograd", "Winograd's convolution", WinogradEmitter::new);
    }

    @Override
    void fill(TypeSpec.Builder builder) {
        builder.addField(FieldSpec.builder(INTS, "BUFFER", Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .initializer("{0, $L, $L, $L, $L, $L}", lanes, 2 * lanes, 3 * lanes, 4 * lanes, 5 * lanes)
                .build());
        builder.addMethod(input());
        builder.addMethod(filters());
        builder.addMethod(output());
        builder.addMethod(inputLine());
        builder.addMethod(filterLine());
        builder.addMethod(outputLine(false));
        builder.addMethod(outputLine(true));
    }

    private static MethodSpec.Builder method(String name, String first, String second) {
        return MethodSpec.methodBuilder(name)
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .addParameter(int.class, first)
                .addParameter(int.class, second);
    }

    private static MethodSpec.Builder operand(MethodSpec.Builder method, String name) {
        return method.addParameter(Object.class, name).addParameter(int.class, name.charAt(0) + "o");
    }

    private MethodSpec input() {
        MethodSpec.Builder method = operand(method("input", "rows", "width"), "x")
                .addParameter(int.class, "rowStep")
                .addParameter(INTS, "columnAt")
                .addParameter(Object.class, "buffer");
        return operand(method, "v")
                .addParameter(int.class, "plane")
                .addStatement("$1T t = ($1T) buffer", array)
                .beginControlFlow("for (int i = 0; i < rows; i++)")
                .beginControlFlow("for (int j = 0; j < width; j += $L)", lanes)
                .addStatement(
                        "inputLine(6, ($T) x, xo + 4 * i * rowStep + j, rowStep, columnAt, t, 0, $L, $L)",
                        array,
                        lanes,
                        6 * lanes)
                .addStatement(
                        "inputLine(6, t, 0, $L, BUFFER, ($T) v, vo + i * width + j, plane, 6 * plane)",
                        6 * lanes,
                        array)
                .endControlFlow()
                .endControlFlow()
                .build();
    }

    private MethodSpec filters() {
        MethodSpec.Builder method = operand(method("filters", "n", "rowStep"), "w")
                .addParameter(INTS, "columnAt")
                .addParameter(Object.class, "buffer");
        return operand(method, "u")
                .addParameter(int.class, "plane")
                .addStatement("$1T t = ($1T) buffer", array)
                .beginControlFlow("for (int j = 0; j < n; j += $L)", lanes)
                .addStatement("filterLine(3, ($T) w, wo + j, rowStep, columnAt, t, 0, $L, $L)", array, lanes, 3 * lanes)
                .addStatement("filterLine(6, t, 0, $L, BUFFER, ($T) u, uo + j, plane, 6 * plane)", 3 * lanes, array)
                .endControlFlow()
                .build();
    }

    private MethodSpec output() {
        MethodSpec.Builder method = operand(method("output", "n", "tileStep"), "m")
                .addParameter(int.class, "rowStep")
                .addParameter(INTS, "columnAt");
        operand(method, "bias").addParameter(Object.class, "buffer");
        return operand(method, "y")
                .addParameter(int.class, "lineStep")
                .addParameter(int.class, "step")
                .addStatement("$1T t = ($1T) buffer", array)
                .beginControlFlow("for (int j = 0; j < n; j++)")
                .addStatement(
                        "outputLine(6, ($T) m, mo + j * tileStep, rowStep, columnAt, t, 0, $L, $L)",
                        array,
                        lanes,
                        6 * lanes)
                .addStatement(
                        "biasedLine(4, t, 0, $L, BUFFER, ($T) bias, bo, ($T) y, yo + 4 * j * step, step, lineStep)",
                        6 * lanes,
                        array,
                        array)
                .endControlFlow()
                .build();
    }

    /** A method that transforms lines of vectors; those of a line lie where {@code at} says. */
    private MethodSpec.Builder line(String name, String formula, boolean biased) {
        MethodSpec.Builder method = MethodSpec.methodBuilder(name)
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addJavadoc("$L, for each of so many lines.\n", formula)
                .addParameter(int.class, "count")
                .addParameter(array, "x")
                .addParameter(int.class, "xo")
                .addParameter(int.class, "step")
                .addParameter(INTS, "at");
        if (biased) {
            method.addParameter(array, "bias").addParameter(int.class, "bo");
        }
        return method.addParameter(array, "y")
                .addParameter(int.class, "o")
                .addParameter(int.class, "lineStep")
                .addParameter(int.class, "yStep");
    }

    private MethodSpec.Builder loop(MethodSpec.Builder method, int inputs) {
        method.beginControlFlow("for (int i = 0; i < count; i++)")
                .addStatement("int from = xo + i * step")
                .addStatement("int to = o + i * lineStep");
        for (int k = 0; k < inputs; k++) {
            let(method, "x" + k, CodeBlock.of(load("x", "from + at[" + k + "]")));
        }
        return method;
    }

    private MethodSpec inputLine() {
        MethodSpec.Builder method =
                loop(line("inputLine", "A line of the image to the values at the six points", false), 6);
        store(method, 0, fma("x2", -2.5, add("x0", "x4")));
        pair(method, "A", 2);
        pair(method, "B", 0.5);
        store(method, 1, fma("oddA", A, "evenA"));
        store(method, 2, fma("oddA", -A, "evenA"));
        store(method, 3, fma("oddB", B, "evenB"));
        store(method, 4, fma("oddB", -B, "evenB"));
        store(method, 5, fma("x3", -2.5, add("x1", "x5")));
        return method.endControlFlow().build();
    }

    /** The even and the odd powers of what two opposite points give, by the square of the others. */
    private void pair(MethodSpec.Builder method, String name, double square) {
        let(method, "even" + name, fma("x2", -square, "x4"));
        let(method, "odd" + name, fma("x1", -square, "x3"));
    }

    private MethodSpec filterLine() {
        MethodSpec.Builder method =
                loop(line("filterLine", "Three taps to the values at the six points, each divided", false), 3);
        store(method, 0, CodeBlock.of("x0"));
        let(method, "evenA", mul(fma("x2", 0.5, CodeBlock.of("x0")), 1 / AT_A));
        let(method, "evenB", mul(fma("x2", 2, CodeBlock.of("x0")), 1 / AT_B));
        store(method, 1, fma("x1", A / AT_A, "evenA"));
        store(method, 2, fma("x1", -A / AT_A, "evenA"));
        store(method, 3, fma("x1", B / AT_B, "evenB"));
        store(method, 4, fma("x1", -B / AT_B, "evenB"));
        store(method, 5, CodeBlock.of("x2"));
        return method.endControlFlow().build();
    }

    private MethodSpec outputLine(boolean biased) {
        MethodSpec.Builder method = loop(
                line(
                        biased ? "biasedLine" : "outputLine",
                        "The values at the six points to four sums" + (biased ? ", and a bias" : ""),
                        biased),
                6);
        let(method, "sumA", add("x1", "x2"));
        let(method, "sumB", add("x3", "x4"));
        let(method, "differenceA", subtract("x1", "x2"));
        let(method, "differenceB", subtract("x3", "x4"));
        let(method, "y0", add(add("x0", "sumA"), CodeBlock.of("sumB")));
        let(method, "y1", fma("differenceB", B, mul(CodeBlock.of("differenceA"), A)));
        let(method, "y2", fma("sumB", 2, mul(CodeBlock.of("sumA"), 0.5)));
        let(method, "y3", fma("differenceB", 2 * B, fma("differenceA", A / 2, "x5")));
        if (biased) {
            let(method, "b", CodeBlock.of(load("bias", "bo")));
        }
        for (int k = 0; k < 4; k++) {
            store(method, k, biased ? add("y" + k, "b") : CodeBlock.of("y$L", k));
        }
        return method.endControlFlow().build();
    }

    private void let(MethodSpec.Builder method, String name, CodeBlock value) {
        method.addStatement("$T $L = $L", held(), name, value);
    }

    private void store(MethodSpec.Builder method, int k, CodeBlock value) {
        String at = "to" + (k == 0 ? "" : k == 1 ? " + yStep" : " + " + k + " * yStep");
        method.addStatement(scalar() ? "y[$2L] = $1L" : "$1L.intoArray(y, $2L)", value, at);
    }

    private CodeBlock add(String a, String b) {
        return add(CodeBlock.of(a), CodeBlock.of(b));
    }

    private CodeBlock add(CodeBlock a, CodeBlock b) {
        return CodeBlock.of(scalar() ? "$L + $L" : "$L.add($L)", a, b);
    }

    private CodeBlock subtract(String a, String b) {
        return CodeBlock.of(scalar() ? "$L - $L" : "$L.sub($L)", a, b);
    }

    private CodeBlock mul(CodeBlock a, double factor) {
        return CodeBlock.of(scalar() ? "$L * $L" : "$L.mul($L)", a, literal(factor));
    }

    private CodeBlock fma(String a, double factor, String c) {
        return fma(a, factor, CodeBlock.of(c));
    }

    /** {@code a · factor + c}, rounded once. */
    private CodeBlock fma(String a, double factor, CodeBlock c) {
        return scalar()
                ? CodeBlock.of("Scalars.fma($L, $L, $L)", a, literal(factor), c)
                : CodeBlock.of("$L.fma($T.broadcast(S, $L), $L)", a, vector, literal(factor), c);
    }

    private String literal(double value) {
        return type.carrier() == float.class ? (float) value + "f" : Double.toString(value);
    }
}
