package io.lanewise.codegen;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import io.lanewise.expr.ElementType;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;

/** A {@link Fold} in plain Java: lanes l, l + 8, l + 16 and l + 24 in one pass over the block, for each l below 8. */
final class ScalarFold extends FoldEmitter {
    ScalarFold(Fold fold, ElementType type) {
        super(fold, type, true);
    }

    @Override
    List<MethodSpec> methods() {
        var methods = new ArrayList<MethodSpec>();
        if (!fold.plain()) {
            methods.add(element());
        }
        methods.add(row(fold.name()));
        methods.add(block());
        methods.add(lanes());
        return methods;
    }

    private MethodSpec element() {
        var code = CodeBlock.builder();
        var value = new ScalarEmitter(type, code).emit(fold.graph(type)).getFirst();
        var method = MethodSpec.methodBuilder(fold.elementMethod())
                .addJavadoc("The term of one element.\n")
                .addModifiers(Modifier.STATIC)
                .returns(value());
        for (int i = 0; i < fold.inputs(); i++) {
            method.addParameter(value(), Emitter.operand(i));
        }
        for (int i = 0; i < fold.params(); i++) {
            method.addParameter(value(), "p" + i);
        }
        return method.addCode(code.build()).addStatement("return $L", value).build();
    }

    private MethodSpec block() {
        var lanes = fold.name() + "Lanes(" + fold.arguments("", true) + ", bound, ";
        var method = method(fold.name() + "Block", "At most " + Fold.BLOCK + " elements: 32 lanes, then a tree.")
                .addParameter(int.class, "n")
                .addStatement("int bound = n & -$L", Fold.LANES)
                .addStatement("$T total = $L", value(), identity())
                .beginControlFlow("if (bound > 0)");
        for (int lane = 0; lane < 8; lane++) {
            method.addStatement("$T s$L = $L$L)", value(), lane, lanes, lane);
        }
        return method.addStatement("$T even = $L", value(), four("s0", "s2", "s4", "s6"))
                .addStatement("$T odd = $L", value(), four("s1", "s3", "s5", "s7"))
                .addStatement("total = $L", fold.scalarCombine("even", "odd"))
                .endControlFlow()
                .addCode(rest())
                .build();
    }

    private MethodSpec lanes() {
        var method = method(fold.name() + "Lanes", "Lanes l, l + 8, l + 16 and l + 24 of a block, combined.")
                .addParameter(int.class, "bound")
                .addParameter(int.class, "lane");
        for (int k = 0; k < 4; k++) {
            method.addStatement("$T s$L = $L", value(), k, identity());
        }
        method.beginControlFlow("for (int i = lane; i < bound; i += $L)", Fold.LANES);
        for (int k = 0; k < 4; k++) {
            var index = k == 0 ? "i" : "i + " + 8 * k;
            method.addStatement("s$L = $L", k, fold.scalarCombine("s" + k, fold.scalarTerm(index, true)));
        }
        return method.endControlFlow()
                .addStatement("return $L", four("s0", "s1", "s2", "s3"))
                .build();
    }

    @Override
    String restTerm(String index) {
        return fold.scalarTerm(index, true);
    }
}
