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
    /** Places that all taps are summed at before the next: the first cache holds them. */
    private static final int CHUNK = 1024;

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
        builder.addMethod(correlate());
        builder.addMethod(correlateOf(9));
        builder.addMethod(correlateOf(3));
        builder.addMethod(correlateOf(1));
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
                .beginControlFlow("for (int begin = 0; begin < n; begin += $L)", CHUNK)
                .addStatement("int end = Math.min(n, begin + $L)", CHUNK)
                .addStatement("int t = 0")
                .beginControlFlow("for (; t <= taps - 9; t += 9)")
                .addStatement("correlate9(begin, end, t, g, x, tapAt, y, o)")
                .endControlFlow()
                .beginControlFlow("for (; t <= taps - 3; t += 3)")
                .addStatement("correlate3(begin, end, t, g, x, tapAt, y, o)")
                .endControlFlow()
                .beginControlFlow("for (; t < taps; t++)")
                .addStatement("correlate1(begin, end, t, g, x, tapAt, y, o)")
                .endControlFlow()
                .endControlFlow()
                .build();
    }

    /** As many lanes at once as the registers hold sums of; over the whole again for the next lanes. */
    private MethodSpec correlateOf(int taps) {
        int step = scalar() ? 1 : lanes;
        int together = Math.min(32 / step, Integer.highestOneBit(Math.max(1, (scalar() ? 4 : 12) / taps)));
        MethodSpec.Builder method = MethodSpec.methodBuilder("correlate" + taps)
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addJavadoc(
                        "{@code y[o + 32 t + i % 32] += g[i] x[tapAt[t] + i]} for i from {@code begin} below"
                                + " {@code end}, in order, for $L taps from {@code first}.\n",
                        taps)
                .addParameter(int.class, "begin")
                .addParameter(int.class, "end")
                .addParameter(int.class, "first")
                .addParameter(array, "g")
                .addParameter(array, "x")
                .addParameter(INTS, "tapAt")
                .addParameter(array, "y")
                .addParameter(int.class, "o");
        for (int t = 0; t < taps; t++) {
            method.addStatement("int at$1L = tapAt[first + $1L]", t);
        }
        method.beginControlFlow("for (int lane = 0; lane < 32; lane += $L)", together * step)
                .addStatement("int to = o + 32 * first + lane");
        for (int sum = 0; sum < taps * together; sum++) {
            method.addStatement("$T sum$L = $L", held(), sum, load("y", "to + " + lane(sum, together, step)));
        }
        method.beginControlFlow("for (int i = begin + lane; i < end + lane; i += 32)");
        for (int v = 0; v < together; v++) {
            method.addStatement("$T g$L = $L", held(), v, load("g", "i + " + v * step));
            for (int t = 0; t < taps; t++) {
                String form = scalar() ? "sum$1L = Scalars.fma(g$2L, $3L, sum$1L)" : "sum$1L = g$2L.fma($3L, sum$1L)";
                method.addStatement(form, t * together + v, v, load("x", "at" + t + " + i + " + v * step));
            }
        }
        method.endControlFlow();
        for (int sum = 0; sum < taps * together; sum++) {
            String to = "to + " + lane(sum, together, step);
            method.addStatement(scalar() ? "y[$2L] = sum$1L" : "sum$1L.intoArray(y, $2L)", sum, to);
        }
        return method.endControlFlow().build();
    }

    private static int lane(int sum, int together, int step) {
        return 32 * (sum / together) + sum % together * step;
    }

    /** In whole vectors as long as half of the lanes fill one. */
    private MethodSpec sums() {
        MethodSpec.Builder method = operands(method("sums")
                        .addParameter(Object.class, "from")
                        .addParameter(Object.class, "to")
                        .addParameter(int.class, "o"))
                .beginControlFlow("for (int i = 0; i < n; i++)");
        int half = 16;
        for (; !scalar() && half >= lanes; half /= 2) {
            for (int lane = 0; lane < half; lane += lanes) {
                method.addStatement(
                        "$1L.add($2L).intoArray(x, 32 * i + $3L)",
                        load("x", "32 * i + " + lane),
                        load("x", "32 * i + " + (lane + half)),
                        lane);
            }
        }
        return method.beginControlFlow("for (int half = $L; half > 0; half /= 2)", half)
                .beginControlFlow("for (int lane = 0; lane < half; lane++)")
                .addStatement("x[32 * i + lane] += x[32 * i + lane + half]")
                .endControlFlow()
                .endControlFlow()
                .addStatement("y[o + i] = x[32 * i]")
                .endControlFlow()
                .build();
    }
}
