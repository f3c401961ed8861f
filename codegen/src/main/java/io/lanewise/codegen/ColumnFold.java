package io.lanewise.codegen;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.KernelName;
import io.lanewise.expr.ReduceLayout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import javax.lang.model.element.Modifier;

/**
 * A {@link Fold} of one array by columns. A column is combined from top to bottom in blocks of 256 elements, then the
 * blocks' results, which keeps the error of a sum small; vectors take columns side by side in that same order, all
 * columns of a block before the next block: its rows' pages stay at hand.
 */
final class ColumnFold {
    private static final int BLOCK = 256;

    private final Fold fold;
    private final ElementType type;
    private final ClassName scalarClass;
    private final String kernel;

    ColumnFold(Fold fold, ElementType type, ClassName scalarClass) {
        this.fold = fold;
        this.type = type;
        this.scalarClass = scalarClass;
        this.kernel = new KernelName(type, fold.snake(), ReduceLayout.COLUMNS).toString();
    }

    List<MethodSpec> scalarMethods() {
        return List.of(scalarColumn(), scalarKernel());
    }

    List<MethodSpec> vectorMethods() {
        return List.of(strip(8), strip(2), strip(1), vectorKernel());
    }

    private MethodSpec.Builder kernel() {
        return ReduceFamily.kernel(kernel, "Each column becomes one value: " + type.bytes() + " bytes per element.");
    }

    private String identity() {
        return ScalarEmitter.literal(type, fold.identity());
    }

    private MethodSpec scalarColumn() {
        var value = Names.value(type);
        var element = "xs[at + r * ld]";
        var term = fold.plain() ? element : fold.elementMethod() + "(" + element + ")";
        var identity = identity();
        return MethodSpec.methodBuilder("column")
                .addJavadoc("One column, in blocks of $L elements.\n", BLOCK)
                .addModifiers(Modifier.STATIC)
                .returns(value)
                .addParameter(ArrayTypeName.of(value), "xs")
                .addParameter(int.class, "at")
                .addParameter(int.class, "ld")
                .addParameter(int.class, "rows")
                .addStatement("$T total = $L", value, identity)
                .beginControlFlow("for (int first = 0; first < rows; first += $L)", BLOCK)
                .addStatement("int end = Math.min(rows, first + $L)", BLOCK)
                .addStatement("$T s = $L", value, identity)
                .beginControlFlow("for (int r = first; r < end; r++)")
                .addStatement("s = $L", fold.scalarCombine("s", term))
                .endControlFlow()
                .addStatement("total = $L", fold.scalarCombine("total", "s"))
                .endControlFlow()
                .addStatement("return total")
                .build();
    }

    private MethodSpec scalarKernel() {
        return kernel().addCode(ReduceFamily.arrays(type, type))
                .beginControlFlow("for (int i = 0; i < n; i++)")
                .addStatement("result[oo + i] = column(xs, offset + i * step, ld, rows)")
                .endControlFlow()
                .build();
    }

    private MethodSpec strip(int vectors) {
        var value = Names.value(type);
        var vector = VectorEmitter.vectorType(type);
        var constants = new LinkedHashMap<String, String>();
        var step = CodeBlock.builder();
        for (int k = 0; k < vectors; k++) {
            step.addStatement("$1L x$2L = $1L.fromArray(SPECIES, xs, at + r * ld$3L)", vector, k, advance(k));
            var term = new VectorEmitter(type, step, constants, Integer.toString(k))
                    .emit(fold.graph(type))
                    .getFirst();
            step.addStatement("s$L = $L", k, fold.vectorCombine("s" + k, term));
        }
        var code = CodeBlock.builder().add(VectorEmitter.constants(type, constants));
        for (int k = 0; k < vectors; k++) {
            code.addStatement("$1L s$2L = $1L.broadcast(SPECIES, $3L)", vector, k, identity());
        }
        code.beginControlFlow("for (int r = 0; r < rows; r++)")
                .add(step.build())
                .endControlFlow();
        for (int k = 0; k < vectors; k++) {
            code.addStatement("$1L total$2L = $1L.fromArray(SPECIES, result, to$3L)", vector, k, advance(k))
                    .addStatement("$L.intoArray(result, to$L)", fold.vectorCombine("total" + k, "s" + k), advance(k));
        }
        return MethodSpec.methodBuilder("strip" + vectors)
                .addJavadoc(
                        "A block of columns side by side, in $L vectors, combined with the results so far.\n", vectors)
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addParameter(ArrayTypeName.of(value), "xs")
                .addParameter(int.class, "at")
                .addParameter(int.class, "ld")
                .addParameter(int.class, "rows")
                .addParameter(ArrayTypeName.of(value), "result")
                .addParameter(int.class, "to")
                .addCode(code.build())
                .build();
    }

    private static String advance(int vector) {
        return vector == 0 ? "" : vector == 1 ? " + WIDTH" : " + " + vector + " * WIDTH";
    }

    private MethodSpec vectorKernel() {
        return kernel().beginControlFlow("if (step != 1)")
                .addStatement("$T.$L(in, offset, step, ld, rows, n, out, oo)", scalarClass, kernel)
                .addStatement("return")
                .endControlFlow()
                .addCode(ReduceFamily.arrays(type, type))
                .addStatement("int bound = SPECIES.loopBound(n)")
                .addStatement("$T.fill(result, oo, oo + bound, $L)", Arrays.class, identity())
                .beginControlFlow("for (int first = 0; first < rows; first += $L)", BLOCK)
                .addStatement("int block = Math.min(rows - first, $L)", BLOCK)
                .addStatement("int at = offset + first * ld")
                .addStatement("int i = 0")
                .beginControlFlow("for (; i <= n - 8 * WIDTH; i += 8 * WIDTH)")
                .addStatement("strip8(xs, at + i, ld, block, result, oo + i)")
                .endControlFlow()
                .beginControlFlow("for (; i <= n - 2 * WIDTH; i += 2 * WIDTH)")
                .addStatement("strip2(xs, at + i, ld, block, result, oo + i)")
                .endControlFlow()
                .beginControlFlow("for (; i < bound; i += WIDTH)")
                .addStatement("strip1(xs, at + i, ld, block, result, oo + i)")
                .endControlFlow()
                .endControlFlow()
                .beginControlFlow("for (int i = bound; i < n; i++)")
                .addStatement("result[oo + i] = $T.column(xs, offset + i, ld, rows)", scalarClass)
                .endControlFlow()
                .build();
    }
}
