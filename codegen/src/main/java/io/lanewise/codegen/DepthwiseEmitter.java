package io.lanewise.codegen;

import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import io.lanewise.expr.ElementType;
import java.util.List;
import javax.lang.model.element.Modifier;

/** Writes the sums of convolutions whose groups have one channel: each tap brings a multiple of the channel, shifted. */
final class DepthwiseEmitter extends LoopsEmitter {
    private DepthwiseEmitter(ElementType type, int bits) {
        super(type, bits);
    }

    static List<JavaFile> emit() {
        return emit("Depthwise", "depthwise convolutions", DepthwiseEmitter::new);
    }

    @Override
    void fill(TypeSpec.Builder builder) {
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
        TypeName held = held();
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
        TypeName held = held();
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
            method.addStatement("$T sum$L = $L", held(), v, load("y", "o + lane + " + v * step));
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
