package io.lanewise.codegen;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.Expr;
import io.lanewise.expr.KernelName;
import io.lanewise.expr.Lowering;
import io.lanewise.expr.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import javax.lang.model.element.Modifier;

/** The methods of one optimizer step: all operands are read, then all new values are written, in one pass. */
final class StepEmitter {
    private final Step step;
    private final ElementType type;
    private final ClassName scalarClass;
    private final Invariants invariants;
    private final Graph graph;

    StepEmitter(Step step, ElementType type, ClassName scalarClass) {
        this.step = step;
        this.type = type;
        this.scalarClass = scalarClass;
        var values = step.assignments().stream()
                .map(assignment -> Lowering.lower(assignment.value(), type))
                .toList();
        this.invariants = new Invariants(values, step.params().size());
        this.graph = new Graph(invariants.roots());
    }

    int flops() {
        return graph.flops();
    }

    int bytes() {
        return type.bytes() * (step.operands().size() + step.assignments().size());
    }

    private String array(int operand) {
        return step.operands().get(operand);
    }

    private static String offset(int operand) {
        return "o" + operand;
    }

    /** The loop that the scalar kernel consists of and the vector kernel ends with. */
    MethodSpec scalarLoop() {
        var method = MethodSpec.methodBuilder("loop")
                .addJavadoc("Elements from {@code from} to {@code n}.\n")
                .addModifiers(Modifier.STATIC);
        var body = CodeBlock.builder();
        for (int i = 0; i < step.operands().size(); i++) {
            method.addParameter(ArrayTypeName.of(Names.value(type)), array(i)).addParameter(int.class, offset(i));
            body.addStatement("$T $L = $L[$L + i]", Names.value(type), Emitter.operand(i), array(i), offset(i));
        }
        for (int i = 0; i < invariants.params(); i++) {
            method.addParameter(Names.value(type), "p" + i);
        }
        var values = new ScalarEmitter(type, body).emit(graph);
        for (int k = 0; k < values.size(); k++) {
            int operand = step.assignments().get(k).operand();
            body.addStatement("$L[$L + i] = $L", array(operand), offset(operand), values.get(k));
        }
        return method.addParameter(int.class, "from")
                .addParameter(int.class, "n")
                .beginControlFlow("for (int i = from; i < n; i++)")
                .addCode(body.build())
                .endControlFlow()
                .build();
    }

    MethodSpec kernel(boolean vector) {
        var name = new KernelName(type, step.name(), "step");
        var code = CodeBlock.builder();
        var arguments = new ArrayList<String>();
        for (int i = 0; i < step.operands().size(); i++) {
            code.addStatement("var $L = ($L) arrays[$L]", array(i), Names.array(type), i);
            code.addStatement("int $L = offsets[$L]", offset(i), i);
            arguments.addAll(List.of(array(i), offset(i)));
        }
        code.add(invariants.declarations(type));
        for (int i = 0; i < invariants.params(); i++) {
            arguments.add("p" + i);
        }
        if (vector) {
            code.add(vectorLoop());
        }
        arguments.addAll(List.of(vector ? "bound" : "0", "n"));
        var call = "loop(" + String.join(",$W", arguments) + ")";
        code.addStatement(vector ? "$T." + call : call, vector ? new Object[] {scalarClass} : new Object[0]);
        return MethodSpec.methodBuilder(name.toString())
                .addJavadoc(
                        "Of each element of $L: $L operations and $L bytes.\nParams: $L.\n",
                        String.join(", ", step.operands()),
                        flops(),
                        bytes(),
                        String.join(", ", step.params()))
                .addModifiers(Modifier.STATIC)
                .addParameter(Object[].class, "arrays")
                .addParameter(int[].class, "offsets")
                .addParameter(int.class, "n")
                .addParameter(double[].class, "params")
                .addCode(code.build())
                .build();
    }

    private CodeBlock vectorLoop() {
        var vector = VectorEmitter.vectorType(type);
        var constants = new LinkedHashMap<String, String>();
        var body = CodeBlock.builder();
        for (int i = 0; i < step.operands().size(); i++) {
            body.addStatement(
                    "$1L $2L = $1L.fromArray(SPECIES, $3L, $4L + i)", vector, Emitter.operand(i), array(i), offset(i));
        }
        var values = new VectorEmitter(type, body, constants).emit(graph);
        for (int k = 0; k < values.size(); k++) {
            int operand = step.assignments().get(k).operand();
            body.addStatement("$L.intoArray($L, $L + i)", values.get(k), array(operand), offset(operand));
        }
        var code = CodeBlock.builder();
        for (int i = 0; i < invariants.params(); i++) {
            if (graph.contains(Expr.param(i))) {
                code.addStatement("$1L v$2L = $1L.broadcast(SPECIES, p$2L)", vector, i);
            }
        }
        return code.add(VectorEmitter.constants(type, constants))
                .addStatement("int bound = SPECIES.loopBound(n)")
                .beginControlFlow("for (int i = 0; i < bound; i += SPECIES.length())")
                .add(body.build())
                .endControlFlow()
                .build();
    }
}
