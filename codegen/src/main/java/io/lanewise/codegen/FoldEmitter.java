package io.lanewise.codegen;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import io.lanewise.expr.ElementType;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;

/** What the two emitters of a {@link Fold} share: signatures, blocks, and the elements that fill no 32 lanes. */
abstract class FoldEmitter {
    final Fold fold;
    final ElementType type;
    final boolean steps;

    /** @param steps whether the methods take a step for each array */
    FoldEmitter(Fold fold, ElementType type, boolean steps) {
        this.fold = fold;
        this.type = type;
        this.steps = steps;
    }

    abstract List<MethodSpec> methods();

    final TypeName value() {
        return Names.value(type);
    }

    final MethodSpec.Builder method(String name, String javadoc) {
        var method = MethodSpec.methodBuilder(name)
                .addJavadoc("$L\n", javadoc)
                .addModifiers(Modifier.STATIC)
                .returns(value());
        for (int i = 0; i < fold.inputs(); i++) {
            method.addParameter(ArrayTypeName.of(value()), Fold.array(i)).addParameter(int.class, Fold.offset(i));
            if (steps) {
                method.addParameter(int.class, Fold.step(i));
            }
        }
        for (int i = 0; i < fold.params(); i++) {
            method.addParameter(value(), "p" + i);
        }
        return method;
    }

    final String identity() {
        return ScalarEmitter.literal(type, fold.identity());
    }

    /** A row of any length: block by block. */
    final MethodSpec row(String name) {
        var total = fold.total(type);
        var block = fold.name() + "Block";
        var length = "Math.min(" + Fold.BLOCK + ", n - i)";
        return method(name, "A row: blocks of " + Fold.BLOCK + " elements, one after the other.")
                .addParameter(int.class, "n")
                .beginControlFlow("if (n <= $L)", Fold.BLOCK)
                .addStatement("return $L($L, n)", block, fold.arguments("", steps))
                .endControlFlow()
                .addStatement("$T total = $L", Names.value(total), ScalarEmitter.literal(total, fold.identity()))
                .beginControlFlow("for (int i = 0; i < n; i += $L)", Fold.BLOCK)
                .addStatement(
                        "total = $L",
                        fold.scalarCombine("total", block + "(" + fold.arguments("i", steps) + ", " + length + ")"))
                .endControlFlow()
                .addStatement(total == type ? "return total" : "return (float) total")
                .build();
    }

    /** Combines the elements from {@code bound} on with {@code total}, in four lanes, and returns the result. */
    final CodeBlock rest() {
        var code = CodeBlock.builder();
        for (int lane = 0; lane < 4; lane++) {
            code.addStatement("$T r$L = $L", value(), lane, identity());
        }
        code.addStatement("int i = bound").beginControlFlow("for (; i + 3 < n; i += 4)");
        for (int lane = 0; lane < 4; lane++) {
            restLane(code, lane, lane == 0 ? "i" : "i + " + lane);
        }
        code.endControlFlow();
        for (int lane = 0; lane < 3; lane++) {
            code.beginControlFlow(
                    lane == 0 ? "if (i < n)" : "if (i + $L < n)", lane == 0 ? new Object[0] : new Object[] {lane});
            restLane(code, lane, lane == 0 ? "i" : "i + " + lane);
        }
        code.endControlFlow().endControlFlow().endControlFlow();
        return code.addStatement("$T rest = $L", value(), four("r0", "r1", "r2", "r3"))
                .addStatement("return $L", fold.scalarCombine("total", "rest"))
                .build();
    }

    private void restLane(CodeBlock.Builder code, int lane, String index) {
        code.addStatement("r$L = $L", lane, fold.scalarCombine("r" + lane, restTerm(index)));
    }

    /** The term of an element that fills no 32 lanes. */
    abstract String restTerm(String index);

    /** Four numbers as a tree: the first half with the second, twice. */
    final String four(String a, String b, String c, String d) {
        return fold.scalarCombine(pair(a, c), pair(b, d));
    }

    final String pair(String a, String b) {
        var text = fold.scalarCombine(a, b);
        return text.startsWith("Math.") ? text : "(" + text + ")";
    }

    /** The species-independent list of names s0, s1, …. */
    static List<String> numbered(String prefix, int count) {
        var names = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            names.add(prefix + i);
        }
        return names;
    }
}
