package io.lanewise.codegen;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.KernelName;
import io.lanewise.expr.ReduceLayout;
import io.lanewise.expr.Reduction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;

/** The kernels of all reductions: a class per reduction and type, by rows and by columns. */
final class ReduceFamily {
    private static final ClassName REDUCE_KERNEL = Names.kernels("ReduceKernel");

    private final Library library;
    private final Map<String, ClassName> scalars = new TreeMap<>();
    private final Map<String, ClassName> vectors = new TreeMap<>();

    ReduceFamily(Library library) {
        this.library = library;
    }

    void emit() {
        for (var reduction : Reduction.values()) {
            for (var type : ElementType.values()) {
                emit(reduction, type);
            }
        }
        Fold.OF_ROWS.forEach(fold -> ElementType.FLOATS.forEach(type -> emitForRows(fold, type)));
        library.add(Classes.index("ScalarReductions", REDUCE_KERNEL, scalars));
        library.add(Classes.index("VectorReductions", REDUCE_KERNEL, vectors));
    }

    /** The definition of a reduction of floats, or null for those that only plain Java computes. */
    static @Nullable Fold fold(Reduction reduction) {
        return switch (reduction) {
            case SUM -> Fold.SUM;
            case PROD -> Fold.PROD;
            case MAX -> Fold.MAX;
            case MIN -> Fold.MIN;
            case SUM_SQUARES -> Fold.SUM_SQUARES;
            case ARG_MAX, ARG_MIN, ALL, ANY -> null;
        };
    }

    private void emit(Reduction reduction, ElementType type) {
        var function = reduction.name().toLowerCase(Locale.ROOT);
        var scalarClass = Names.group("reduce_" + function, type, false);
        var scalar = Classes.utility(scalarClass, title(reduction, type, "in plain Java"));
        var fold = type.isFloat() ? fold(reduction) : null;
        ClassName vectorClass = null;
        var names = new ArrayList<KernelName>();
        for (var layout : ReduceLayout.values()) {
            names.add(new KernelName(type, function, layout));
        }
        if (fold == null) {
            new LoopReduction(reduction, type).methods().forEach(scalar::addMethod);
        } else {
            vectorClass = Names.group("reduce_" + function, type, true);
            new ScalarFold(fold, type).methods().forEach(scalar::addMethod);
            new ColumnFold(fold, type, scalarClass).scalarMethods().forEach(scalar::addMethod);
            scalar.addMethod(rows(fold, type, null));
            vector(reduction, fold, type, scalarClass, vectorClass, names);
        }
        finish(scalar, scalarClass, names, scalars);
        for (var name : names) {
            int flops = reduction == Reduction.SUM_SQUARES ? 2 : 1;
            library.list(new Kernel(name, "reduce", flops, type.bytes(), scalarClass, vectorClass));
        }
    }

    private void vector(
            Reduction reduction,
            Fold fold,
            ElementType type,
            ClassName scalarClass,
            ClassName vectorClass,
            List<KernelName> names) {
        var vector = Classes.utility(vectorClass, title(reduction, type, "in vectors"));
        VectorFold.addConstants(vector, type);
        new VectorFold(fold, type).methods().forEach(vector::addMethod);
        new ColumnFold(fold, type, scalarClass).vectorMethods().forEach(vector::addMethod);
        vector.addMethod(rows(fold, type, scalarClass));
        finish(vector, vectorClass, names, vectors);
    }

    private void finish(TypeSpec.Builder owner, ClassName name, List<KernelName> names, Map<String, ClassName> index) {
        library.add(owner.addMethod(Classes.lookup(REDUCE_KERNEL, name, names)).build());
        names.forEach(kernel -> index.put(kernel.toString(), name));
    }

    /** Reductions that are no kernels of their own. */
    private void emitForRows(Fold fold, ElementType type) {
        var title = "{@code " + fold.name() + "} of " + type.lower() + " rows";
        var scalar = Classes.utility(fold.owner(type, false), title + ", in plain Java.");
        new ScalarFold(fold, type).methods().forEach(scalar::addMethod);
        library.add(scalar.build());
        var vector = Classes.utility(fold.owner(type, true), title + ", in vectors.");
        VectorFold.addConstants(vector, type);
        new VectorFold(fold, type).methods().forEach(vector::addMethod);
        library.add(vector.build());
    }

    /** @param fallback for the vector variant: the class that takes rows whose elements do not lie side by side */
    private static MethodSpec rows(Fold fold, ElementType type, @Nullable ClassName fallback) {
        var name = new KernelName(type, fold.snake(), ReduceLayout.ROWS).toString();
        var method = kernel(name, "Each row becomes one value: " + type.bytes() + " bytes per element.");
        if (fallback != null) {
            method.beginControlFlow("if (step != 1)")
                    .addStatement("$T.$L(in, offset, step, ld, rows, n, out, oo)", fallback, name)
                    .addStatement("return")
                    .endControlFlow();
        }
        return method.addCode(arrays(type, type))
                .beginControlFlow("for (int r = 0; r < rows; r++)")
                .addStatement(
                        "result[oo + r] = $L(xs, offset + r * ld, $Ln)", fold.name(), fallback == null ? "step, " : "")
                .endControlFlow()
                .build();
    }

    static CodeBlock arrays(ElementType in, ElementType out) {
        return CodeBlock.builder()
                .addStatement("var xs = ($L) in", Names.array(in))
                .addStatement("var result = ($L) out", Names.array(out))
                .build();
    }

    /** A method with the parameters of {@code ReduceKernel.run}. */
    static MethodSpec.Builder kernel(String name, String javadoc) {
        return MethodSpec.methodBuilder(name)
                .addJavadoc("$L\n", javadoc)
                .addModifiers(Modifier.STATIC)
                .addParameter(Object.class, "in")
                .addParameter(int.class, "offset")
                .addParameter(int.class, "step")
                .addParameter(int.class, "ld")
                .addParameter(int.class, "rows")
                .addParameter(int.class, "n")
                .addParameter(Object.class, "out")
                .addParameter(int.class, "oo");
    }

    private static String title(Reduction reduction, ElementType type, String how) {
        return "{@link io.lanewise.expr.Reduction#" + reduction + "} of " + type.lower() + ", " + how + ".";
    }
}
