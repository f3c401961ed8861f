package io.lanewise.codegen;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.Elementwise;
import io.lanewise.expr.Expr;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;

/** The operands of an elementwise function in its kernels: their types, and their names in {@code MapKernel.run}. */
final class Operands {
    private static final List<String> ARRAYS = List.of("a", "b", "c", "d");
    private static final List<String> OFFSETS = List.of("ao", "bo", "co", "doff");
    private static final List<String> STEPS = List.of("as", "bs", "cs", "ds");

    private final Elementwise function;
    private final ElementType type;
    private final Graph graph;

    Operands(Elementwise function, ElementType type, Graph graph) {
        this.function = function;
        this.type = type;
        this.graph = graph;
    }

    int count() {
        return function.arity();
    }

    /** A condition is bool, all others are of the kernel's type. */
    ElementType type(int operand) {
        return isCondition(operand) ? ElementType.BOOL : type;
    }

    boolean isCondition(int operand) {
        return graph.contains(new Expr.Flag(operand));
    }

    ElementType resultType() {
        return function.bool() ? ElementType.BOOL : type;
    }

    /** The local variable for an operand's array. */
    String array(int operand) {
        return Emitter.operand(operand) + "s";
    }

    String offset(int operand) {
        return OFFSETS.get(operand);
    }

    String step(int operand) {
        return STEPS.get(operand);
    }

    int bytes(List<Integer> scalars) {
        int bytes = resultType().bytes();
        for (int i = 0; i < count(); i++) {
            bytes += scalars.contains(i) ? 0 : type(i).bytes();
        }
        return bytes;
    }

    /** A kernel method with the parameters of {@code MapKernel.run}. */
    static MethodSpec.Builder kernel(String name) {
        var method = MethodSpec.methodBuilder(name).addModifiers(Modifier.STATIC);
        for (int i = 0; i < ARRAYS.size(); i++) {
            method.addParameter(Object.class, ARRAYS.get(i))
                    .addParameter(int.class, OFFSETS.get(i))
                    .addParameter(int.class, STEPS.get(i));
        }
        return method.addParameter(Object.class, "out")
                .addParameter(int.class, "oo")
                .addParameter(int.class, "os")
                .addParameter(int.class, "n")
                .addParameter(double[].class, "params");
    }

    /** Declares the arrays by their types, and the parameters as values. */
    CodeBlock declarations() {
        var code = CodeBlock.builder();
        for (int i = 0; i < count(); i++) {
            code.addStatement("var $L = ($L) $L", array(i), Names.array(type(i)), ARRAYS.get(i));
        }
        code.addStatement("var result = ($L) out", Names.array(resultType()));
        for (int i = 0; i < function.params(); i++) {
            var value = ScalarEmitter.valueType(type);
            var cast = type == ElementType.F64 ? "" : "(" + value + ") ";
            code.addStatement("$1L p$2L = $3Lparams[$2L]", value, i, cast);
        }
        return code.build();
    }

    /** The call of the method that computes one element, with operand i read at {@code indices.get(i)}. */
    String elementCall(String method, List<String> indices) {
        var arguments = new ArrayList<String>();
        for (int i = 0; i < count(); i++) {
            arguments.add(ScalarEmitter.load(type(i), array(i) + "[" + indices.get(i) + "]"));
        }
        for (int i = 0; i < function.params(); i++) {
            arguments.add("p" + i);
        }
        return method + "(" + String.join(", ", arguments) + ")";
    }
}
