package io.lanewise.codegen;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.KernelName;
import io.lanewise.expr.ReduceLayout;
import io.lanewise.expr.Reduction;
import java.util.List;
import java.util.Locale;
import javax.lang.model.element.Modifier;

/** Reductions whose result does not depend on the order: a plain loop over any step serves rows and columns. */
final class LoopReduction {
    private final Reduction reduction;
    private final ElementType type;

    LoopReduction(Reduction reduction, ElementType type) {
        this.reduction = reduction;
        this.type = type;
    }

    List<MethodSpec> methods() {
        return List.of(one(), kernel(ReduceLayout.ROWS), kernel(ReduceLayout.COLUMNS));
    }

    private ElementType resultType() {
        return switch (reduction) {
            case SUM, PROD, SUM_SQUARES, ARG_MAX, ARG_MIN -> ElementType.I64;
            case MAX, MIN -> type;
            case ALL, ANY -> ElementType.BOOL;
        };
    }

    private String element(String index) {
        var loaded = ScalarEmitter.load(type, "xs[" + index + "]");
        return loaded.contains("&") ? "(" + loaded + ")" : loaded;
    }

    private MethodSpec one() {
        var value = Names.value(type);
        return MethodSpec.methodBuilder("one")
                .addJavadoc("One row or column of n elements.\n")
                .addModifiers(Modifier.STATIC)
                .returns(Names.value(resultType()))
                .addParameter(ArrayTypeName.of(type.carrier()), "xs")
                .addParameter(int.class, "at")
                .addParameter(int.class, "step")
                .addParameter(int.class, "n")
                .addCode(
                        switch (reduction) {
                            case SUM -> accumulate("0", "s + " + element("at + i * step"));
                            case PROD -> accumulate("1", "s * " + element("at + i * step"));
                            case SUM_SQUARES -> squares();
                            case MAX -> extreme("Math.max");
                            case MIN -> extreme("Math.min");
                            case ARG_MAX -> index(value, ">");
                            case ARG_MIN -> index(value, "<");
                            case ALL -> search("== 0", 0);
                            case ANY -> search("!= 0", 1);
                        })
                .build();
    }

    private static CodeBlock accumulate(String start, String next) {
        return CodeBlock.builder()
                .addStatement("long s = $L", start)
                .beginControlFlow("for (int i = 0; i < n; i++)")
                .addStatement("s = $L", next)
                .endControlFlow()
                .addStatement("return s")
                .build();
    }

    private CodeBlock squares() {
        return CodeBlock.builder()
                .addStatement("long s = 0")
                .beginControlFlow("for (int i = 0; i < n; i++)")
                .addStatement("long x = $L", element("at + i * step"))
                .addStatement("s += x * x")
                .endControlFlow()
                .addStatement("return s")
                .build();
    }

    private CodeBlock extreme(String function) {
        return CodeBlock.builder()
                .addStatement("$T s = $L", Names.value(type), element("at"))
                .beginControlFlow("for (int i = 1; i < n; i++)")
                .addStatement("s = $L(s, $L)", function, element("at + i * step"))
                .endControlFlow()
                .addStatement("return s")
                .build();
    }

    private CodeBlock index(TypeName value, String better) {
        var code = CodeBlock.builder()
                .addStatement("$T best = $L", value, element("at"))
                .addStatement("int index = 0")
                .beginControlFlow("for (int i = 1; i < n; i++)")
                .addStatement("$T x = $L", value, element("at + i * step"));
        if (type.isFloat()) {
            code.beginControlFlow("if (best != best)").addStatement("break").endControlFlow();
            code.beginControlFlow("if (x $L best || x != x)", better);
        } else {
            code.beginControlFlow("if (x $L best)", better);
        }
        return code.addStatement("best = x")
                .addStatement("index = i")
                .endControlFlow()
                .endControlFlow()
                .addStatement("return index")
                .build();
    }

    private CodeBlock search(String test, int found) {
        return CodeBlock.builder()
                .beginControlFlow("for (int i = 0; i < n; i++)")
                .beginControlFlow("if (xs[at + i * step] $L)", test)
                .addStatement("return $L", found)
                .endControlFlow()
                .endControlFlow()
                .addStatement("return $L", 1 - found)
                .build();
    }

    private MethodSpec kernel(ReduceLayout layout) {
        var name = new KernelName(type, reduction.name().toLowerCase(Locale.ROOT), layout).toString();
        boolean rows = layout == ReduceLayout.ROWS;
        var call = rows ? "one(xs, offset + k * ld, step, n)" : "one(xs, offset + k * step, ld, rows)";
        return ReduceFamily.kernel(name, "Each " + (rows ? "row" : "column") + " becomes one value.")
                .addCode(ReduceFamily.arrays(type, resultType()))
                .beginControlFlow("for (int k = 0; k < $L; k++)", rows ? "rows" : "n")
                .addStatement("result[oo + k] = $L", ScalarEmitter.store(resultType(), call))
                .endControlFlow()
                .build();
    }
}
