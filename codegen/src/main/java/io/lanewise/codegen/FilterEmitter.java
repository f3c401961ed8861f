package io.lanewise.codegen;

import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import io.lanewise.expr.ElementType;
import java.util.List;
import javax.lang.model.element.Modifier;

/**
 * Writes the sums of few filters at the places of planes: tiles of some filters and some vectors of places, whose terms are
 * read from where the planes lie. The loop over terms is two loops for the reason of {@link TileEmitter}'s.
 */
final class FilterEmitter extends LoopsEmitter {

    private FilterEmitter(ElementType type, int bits) {
        super(type, bits);
    }

    static List<JavaFile> emit() {
        return emit("Filter", "convolutions by few filters", FilterEmitter::new);
    }

    @Override
    void fill(TypeSpec.Builder builder) {
        builder.addMethod(filters());
        for (int vectors = widest(); vectors > 0; vectors--) {
            builder.addMethod(strip(vectors));
            for (int height : heights()) {
                builder.addMethod(tile(height, vectors));
            }
        }
    }

    /** How many filters a tile has: so many that its sums fill the registers, and what is left of them. */
    private List<Integer> heights() {
        return bits == 512 ? List.of(4, 2, 1) : List.of(6, 4, 2, 1);
    }

    /** How many vectors of places the widest tile has. */
    private int widest() {
        return bits == 512 ? 4 : 2;
    }

    private MethodSpec filters() {
        MethodSpec.Builder method = method("filters")
                .addParameter(int.class, "filters")
                .addParameter(int.class, "terms")
                .addParameter(boolean.class, "adds")
                .addParameter(Object.class, "start")
                .addParameter(int.class, "so")
                .addParameter(int.class, "sStep")
                .addParameter(Object.class, "weights")
                .addParameter(int.class, "wo")
                .addParameter(int.class, "wStep")
                .addParameter(Object.class, "from")
                .addParameter(int.class, "xo")
                .addParameter(INTS, "termAt")
                .addParameter(int.class, "first")
                .addParameter(Object.class, "to")
                .addParameter(int.class, "o")
                .addParameter(int.class, "yStep");
        operands(method)
                .addStatement("$1T w = ($1T) weights", array)
                .addStatement("$1T s = ($1T) start", array)
                .beginControlFlow("for (int j = 0; j < n; j += $L)", widest() * lanes)
                .beginControlFlow("switch (Math.min($L, (n - j + $L) / $L))", widest(), lanes - 1, lanes);
        for (int vectors = 1; vectors <= widest(); vectors++) {
            method.addStatement(
                    "case $L -> filtersV$L(filters, terms, adds, s, so, sStep, w, wo, wStep, x, xo + j, termAt, first,"
                            + " y, o + j, yStep)",
                    vectors,
                    vectors);
        }
        return method.addStatement("default -> throw new $T()", AssertionError.class)
                .endControlFlow()
                .endControlFlow()
                .build();
    }

    private MethodSpec.Builder inner(MethodSpec.Builder method) {
        return method.addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addParameter(int.class, "terms")
                .addParameter(boolean.class, "adds")
                .addParameter(array, "s")
                .addParameter(int.class, "so")
                .addParameter(int.class, "sStep")
                .addParameter(array, "w")
                .addParameter(int.class, "wo")
                .addParameter(int.class, "wStep")
                .addParameter(array, "x")
                .addParameter(int.class, "xo")
                .addParameter(INTS, "termAt")
                .addParameter(int.class, "first")
                .addParameter(array, "y")
                .addParameter(int.class, "o")
                .addParameter(int.class, "yStep");
    }

    private MethodSpec strip(int vectors) {
        MethodSpec.Builder method =
                inner(MethodSpec.methodBuilder("filtersV" + vectors).addParameter(int.class, "filters"));
        method.addStatement("int f = 0");
        for (int height : heights()) {
            method.beginControlFlow("for (; f <= filters - $1L; f += $1L)", height)
                    .addStatement(
                            "$L(terms, adds, s, so + f * sStep, sStep, w, wo + f * wStep, wStep, x, xo, termAt, first,"
                                    + " y, o + f * yStep, yStep)",
                            name(height, vectors))
                    .endControlFlow();
        }
        return method.build();
    }

    private static String name(int height, int vectors) {
        return "filters" + height + "V" + vectors;
    }

    private MethodSpec tile(int height, int vectors) {
        TypeName held = held();
        MethodSpec.Builder method = inner(MethodSpec.methodBuilder(name(height, vectors)))
                .addJavadoc("The sums of $L filters at $L places.\n", height, vectors * lanes);
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < vectors; j++) {
                method.addStatement(scalar() ? "$T c$L$L = 0" : "$1T c$2L$3L = $1T.zero(S)", held, i, j);
            }
        }
        method.beginControlFlow("for (int q = 0; q < terms; q += 64)")
                .addStatement("int steps = Math.min(64, terms - q)")
                .beginControlFlow("for (int t = 0; t < steps; t++)");
        addTerm(method, height, vectors);
        method.endControlFlow().endControlFlow();
        for (int i = 0; i < height; i++) {
            method.addStatement("$T s$L = s[so + $L * sStep]", element, i, i);
            for (int j = 0; j < vectors; j++) {
                String at = "o + " + i + " * yStep + " + j * lanes;
                if (scalar()) {
                    method.addStatement("y[$1L] = (adds ? y[$1L] : s$2L) + c$2L$3L", at, i, j);
                } else {
                    method.addStatement(
                            "(adds ? $1L : $4T.broadcast(S, s$2L)).add(c$2L$3L).intoArray(y, $5L)",
                            load("y", at),
                            i,
                            j,
                            vector,
                            at);
                }
            }
        }
        return method.build();
    }

    private void addTerm(MethodSpec.Builder method, int height, int vectors) {
        method.addStatement("int at = xo + termAt[first + q + t]").addStatement("int k = wo + q + t");
        for (int j = 0; j < vectors; j++) {
            method.addStatement("$T b$L = $L", held(), j, load("x", "at + " + j * lanes));
        }
        for (int i = 0; i < height; i++) {
            String weight = "w[k + " + i + " * wStep]";
            method.addStatement(scalar() ? "$1T a$2L = $3L" : "$1T a$2L = $1T.broadcast(S, $3L)", held(), i, weight);
            for (int j = 0; j < vectors; j++) {
                method.addStatement(
                        scalar() ? "c$1L$2L = Scalars.fma(a$1L, b$2L, c$1L$2L)" : "c$1L$2L = a$1L.fma(b$2L, c$1L$2L)",
                        i,
                        j);
            }
        }
    }
}
