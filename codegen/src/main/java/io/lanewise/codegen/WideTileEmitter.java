package io.lanewise.codegen;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.Arrays;
import javax.lang.model.element.Modifier;

/**
 * Writes the wide tiles of scalar code: loops over columns that C2 makes vectors of by itself. It does where it sees that
 * no load meets an earlier store, which it sees neither of two arrays nor of places whose distance it does not know. So
 * sums and rows of b are copied to constant places of one array. A product of 256 x 256 x 256 runs at 22 to 26 GFLOP/s on
 * a core of Zen 4, where 2 x 4 sums in registers reach 12.
 */
final class WideTileEmitter {
    static final String NAME = "wide";

    private static final ClassName RECYCLER = ClassName.get("io.lanewise.kernels", "Recycler");

    /** Columns of the shortest loop. Lengths have to be constants too: other tiles compute columns that nobody reads. */
    private static final int SHORTEST = 16;

    /** Steps of k for which sums are copied once. */
    private static final int STEPS = 8;

    /** Rows of sums for which rows of b are copied once. */
    private static final int ROWS = 24;

    private final TypeName element;
    private final TypeName array;
    private final int columns;

    /** Columns of b that follow each other; as many more may lie elsewhere. */
    private final int panel;

    /** Where all rows' sums lie: behind those of the row at hand, which come first, and the rows of b. */
    private final int sums;

    WideTileEmitter(TileSpec tile) {
        element = TypeName.get(tile.type().carrier());
        array = ArrayTypeName.of(element);
        columns = tile.reach(1);
        panel = tile.columns();
        sums = (1 + STEPS) * columns;
    }

    void addTo(TypeSpec.Builder type) {
        type.addMethod(strip());
        type.addMethod(rows());
        type.addMethod(copy());
        for (int n : new int[] {STEPS, 1}) {
            type.addMethod(steps(n));
            for (int width = columns; width >= SHORTEST; width /= 2) {
                type.addMethod(steps(n, width));
            }
        }
    }

    private MethodSpec.Builder method(String name, String... sizes) {
        MethodSpec.Builder method = MethodSpec.methodBuilder(name).addModifiers(Modifier.PRIVATE, Modifier.STATIC);
        for (String size : sizes) {
            method.addParameter(int.class, size);
        }
        return method;
    }

    private void operand(MethodSpec.Builder method, String name, String... steps) {
        method.addParameter(array, name).addParameter(int.class, name + "o");
        for (String step : steps) {
            method.addParameter(int.class, step);
        }
    }

    private MethodSpec strip() {
        MethodSpec.Builder method = method(NAME, "rows", "width", "k")
                .addJavadoc(
                        "{@code c[i,j] = s[i,j] + a[i,0] b[0,j] + a[i,1] b[1,j] + ...} for i below rows and j below"
                                + " width, at most $L. The steps of a are as between rows and ak between columns; b's"
                                + " columns from $L on lie bn after the ones before.\n",
                        columns,
                        panel);
        operand(method, "a", "as", "ak");
        operand(method, "b", "bs", "bn");
        operand(method, "s", "ss");
        operand(method, "c", "cs");
        return method.addStatement(
                        "$1T w = ($1T) $2T.take($3T.class, $4L)", array, RECYCLER, element, sums + ROWS * columns)
                .beginControlFlow("for (int from = 0; from < rows; from += $L)", ROWS)
                .addStatement("int few = $T.min($L, rows - from)", Math.class, ROWS)
                .addStatement("rows(few, width, k, a, ao + from * as, as, ak, b, bo, bs, bn, w)")
                .beginControlFlow("for (int i = 0; i < few; i++)")
                .addStatement("int sum = $L + i * $L", sums, columns)
                .addStatement("int ps = so + (from + i) * ss")
                .addStatement("int pc = co + (from + i) * cs")
                .beginControlFlow("for (int j = 0; j < width; j++)")
                .addStatement("c[pc + j] = w[sum + j] + s[ps + j]")
                .endControlFlow()
                .endControlFlow()
                .endControlFlow()
                .addStatement("$T.give(w)", RECYCLER)
                .build();
    }

    private MethodSpec rows() {
        MethodSpec.Builder method = method("rows", "rows", "width", "k")
                .addJavadoc(
                        "The sums of at most $L rows, at $L in w, a row at a step of $L: $L columns of a at a time.\n",
                        ROWS,
                        sums,
                        columns,
                        STEPS);
        operand(method, "a", "as", "ak");
        operand(method, "b", "bs", "bn");
        return method.addParameter(array, "w")
                .addStatement("$T.fill(w, $L, $L + rows * $L, 0)", Arrays.class, sums, sums, columns)
                .addStatement("int q = 0")
                .beginControlFlow("for (; q + $1L <= k; q += $1L)", STEPS)
                .beginControlFlow("for (int t = 0; t < $L; t++)", STEPS)
                .addStatement("copy(width, b, bo + (q + t) * bs, bn, w, (t + 1) * $L)", columns)
                .endControlFlow()
                .addCode(eachRow("steps" + STEPS + "(width, a, ao + i * as + q * ak, ak, w)"))
                .endControlFlow()
                .beginControlFlow("for (; q < k; q++)")
                .addStatement("copy(width, b, bo + q * bs, bn, w, $L)", columns)
                .addCode(eachRow("steps1(width, a, ao + i * as + q * ak, ak, w)"))
                .endControlFlow()
                .build();
    }

    /** Copies a row of b. */
    private MethodSpec copy() {
        MethodSpec.Builder method = method("copy", "width");
        operand(method, "b", "bn");
        return method.addParameter(array, "w")
                .addParameter(int.class, "to")
                .addStatement("$1T.arraycopy(b, bo, w, to, $2T.min(width, $3L))", System.class, Math.class, panel)
                .beginControlFlow("if (width > $L)", panel)
                .addStatement("$1T.arraycopy(b, bo + bn, w, to + $2L, width - $2L)", System.class, panel)
                .endControlFlow()
                .build();
    }

    private CodeBlock eachRow(String call) {
        return CodeBlock.builder()
                .beginControlFlow("for (int i = 0; i < rows; i++)")
                .addStatement("int sum = $L + i * $L", sums, columns)
                .addStatement("$T.arraycopy(w, sum, w, 0, width)", System.class)
                .addStatement(call)
                .addStatement("$T.arraycopy(w, 0, w, sum, width)", System.class)
                .endControlFlow()
                .build();
    }

    /** Picks the loop. */
    private MethodSpec steps(int n) {
        MethodSpec.Builder method = method("steps" + n, "width");
        operand(method, "a", "ak");
        method.addParameter(array, "w");
        for (int width = columns; width > SHORTEST; width /= 2) {
            method.beginControlFlow("if (width > $L)", width / 2)
                    .addStatement("steps$LOf$L(a, ao, ak, w)", n, width)
                    .addStatement("return")
                    .endControlFlow();
        }
        return method.addStatement("steps$LOf$L(a, ao, ak, w)", n, SHORTEST).build();
    }

    /** A row of sums, and so many elements of a row of a times rows of b. */
    private MethodSpec steps(int n, int width) {
        MethodSpec.Builder method = method("steps" + n + "Of" + width)
                .addJavadoc("Adds $L products to each of $L sums at 0 in w; the rows of b follow them.\n", n, width);
        operand(method, "a", "ak");
        method.addParameter(array, "w");
        String sum = "w[j]";
        for (int t = 0; t < n; t++) {
            method.addStatement("$T a$L = a[ao$L]", element, t, t == 0 ? "" : t == 1 ? " + ak" : " + " + t + " * ak");
            sum = "Scalars.fma(a%d, w[j + %d], %s)".formatted(t, (t + 1) * columns, sum);
        }
        return method.beginControlFlow("for (int j = 0; j < $L; j++)", width)
                .addStatement("w[j] = " + sum)
                .endControlFlow()
                .build();
    }
}
