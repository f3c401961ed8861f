package io.lanewise.codegen;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.Expr;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;
import javax.lang.model.element.Modifier;

/** The pass of a row kernel that writes a row: an element, a loop over elements, a loop over vectors. */
final class RowMap {
    private static final List<String> ROWS = List.of("x", "y", "out");

    private final String name;
    private final int target;
    private final Graph graph;
    private final ElementType type;
    private final ClassName scalarClass;
    private final List<Integer> inputs;
    private final List<Integer> rows;
    private final List<Integer> numbers;

    /**
     * @param target the row that is written
     * @param found how many numbers earlier passes found
     */
    RowMap(String name, int target, Graph graph, int found, ElementType type, ClassName scalarClass) {
        this.name = name;
        this.target = target;
        this.graph = graph;
        this.type = type;
        this.scalarClass = scalarClass;
        this.inputs = used(3, Expr::input);
        this.rows = IntStream.range(0, 3)
                .filter(i -> i == target || inputs.contains(i))
                .boxed()
                .toList();
        this.numbers = used(found, Expr::param);
    }

    private List<Integer> used(int count, java.util.function.IntFunction<Expr> leaf) {
        return IntStream.range(0, count)
                .filter(i -> graph.contains(leaf.apply(i)))
                .boxed()
                .toList();
    }

    /** The call from the kernel, where rows start at xr, yr and outr. */
    String call() {
        return name + "(" + String.join(", ", arguments("r")) + ", n)";
    }

    private List<String> arguments(String offset) {
        var arguments = new ArrayList<String>();
        rows.forEach(row -> arguments.addAll(List.of(ROWS.get(row) + "s", ROWS.get(row) + offset)));
        numbers.forEach(number -> arguments.add("p" + number));
        return arguments;
    }

    private MethodSpec.Builder method() {
        var method = MethodSpec.methodBuilder(name).addModifiers(Modifier.STATIC);
        for (int row : rows) {
            method.addParameter(ArrayTypeName.of(Names.value(type)), ROWS.get(row) + "s")
                    .addParameter(int.class, ROWS.get(row) + "r");
        }
        numbers.forEach(number -> method.addParameter(Names.value(type), "p" + number));
        return method.addParameter(int.class, "n");
    }

    MethodSpec element() {
        var code = CodeBlock.builder();
        var value = new ScalarEmitter(type, code).emit(graph).getFirst();
        var method = MethodSpec.methodBuilder(name + "Of")
                .addModifiers(Modifier.STATIC)
                .returns(Names.value(type));
        inputs.forEach(input -> method.addParameter(Names.value(type), Emitter.operand(input)));
        numbers.forEach(number -> method.addParameter(Names.value(type), "p" + number));
        return method.addCode(code.build()).addStatement("return $L", value).build();
    }

    private String elementCall() {
        var arguments = new ArrayList<String>();
        inputs.forEach(input -> arguments.add(ROWS.get(input) + "s[" + ROWS.get(input) + "r + i]"));
        numbers.forEach(number -> arguments.add("p" + number));
        return name + "Of(" + String.join(", ", arguments) + ")";
    }

    private String store() {
        return ROWS.get(target) + "s[" + ROWS.get(target) + "r + i] = ";
    }

    MethodSpec loop() {
        return method().beginControlFlow("for (int i = 0; i < n; i++)")
                .addStatement("$L$L", store(), elementCall())
                .endControlFlow()
                .build();
    }

    MethodSpec vectorLoop() {
        var vector = VectorEmitter.vectorType(type);
        var constants = new LinkedHashMap<String, String>();
        var body = CodeBlock.builder();
        for (int input : inputs) {
            body.addStatement(
                    "$1L $2L = $1L.fromArray(SPECIES, $3Ls, $3Lr + i)",
                    vector,
                    Emitter.operand(input),
                    ROWS.get(input));
        }
        var value = new VectorEmitter(type, body, constants).emit(graph).getFirst();
        body.addStatement("$L.intoArray($Ls, $Lr + i)", value, ROWS.get(target), ROWS.get(target));
        var method = method();
        for (int number : numbers) {
            method.addStatement("$1L v$2L = $1L.broadcast(SPECIES, p$2L)", vector, number);
        }
        return method.addCode(VectorEmitter.constants(type, constants))
                .addStatement("int bound = SPECIES.loopBound(n)")
                .beginControlFlow("for (int i = 0; i < bound; i += SPECIES.length())")
                .addCode(body.build())
                .endControlFlow()
                .beginControlFlow("for (int i = bound; i < n; i++)")
                .addStatement("$L$T.$L", store(), scalarClass, elementCall())
                .endControlFlow()
                .build();
    }
}
