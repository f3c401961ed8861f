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

/** The pass of a row kernel that writes a row: an element, a loop over elements, loops over vectors. */
final class RowMap {
    private final String name;
    private final List<String> operands;
    private final int target;
    private final Graph graph;
    private final ElementType type;
    private final ClassName scalarClass;
    private final List<Integer> inputs;
    private final List<Integer> rows;
    private final List<Integer> numbers;

    /**
     * @param operands the names of the function's operands
     * @param target the row that is written
     * @param found how many numbers earlier passes found
     */
    RowMap(
            String name,
            List<String> operands,
            int target,
            Graph graph,
            int found,
            ElementType type,
            ClassName scalarClass) {
        this.name = name;
        this.operands = operands;
        this.target = target;
        this.graph = graph;
        this.type = type;
        this.scalarClass = scalarClass;
        this.inputs = used(operands.size(), Expr::input);
        this.rows = IntStream.range(0, operands.size())
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

    private String array(int operand) {
        return operands.get(operand) + "s";
    }

    private String row(int operand) {
        return operands.get(operand) + "r";
    }

    /** The call from the kernel, where the row of operand x starts at xr. */
    String call() {
        return call(name, "", "n");
    }

    private String call(String method, String advance, String length) {
        var arguments = new ArrayList<String>();
        rows.forEach(operand -> arguments.addAll(List.of(array(operand), row(operand) + advance)));
        numbers.forEach(number -> arguments.add("p" + number));
        return method + "(" + String.join(", ", arguments) + ", " + length + ")";
    }

    private MethodSpec.Builder method(String method) {
        var spec = MethodSpec.methodBuilder(method).addModifiers(Modifier.STATIC);
        for (int operand : rows) {
            spec.addParameter(ArrayTypeName.of(Names.value(type)), array(operand))
                    .addParameter(int.class, row(operand));
        }
        numbers.forEach(number -> spec.addParameter(Names.value(type), "p" + number));
        return spec.addParameter(int.class, "n");
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
        inputs.forEach(input -> arguments.add(array(input) + "[" + row(input) + " + i]"));
        numbers.forEach(number -> arguments.add("p" + number));
        return name + "Of(" + String.join(", ", arguments) + ")";
    }

    private String store() {
        return array(target) + "[" + row(target) + " + i] = ";
    }

    MethodSpec loop() {
        return method(name)
                .beginControlFlow("for (int i = 0; i < n; i++)")
                .addStatement("$L$L", store(), elementCall())
                .endControlFlow()
                .build();
    }

    /** The statements before a loop over vectors, and those within it; the last one writes {@code value}. */
    private record Body(CodeBlock before, CodeBlock within, String value) {}

    private Body body() {
        var vector = VectorEmitter.vectorType(type);
        var constants = new LinkedHashMap<String, String>();
        var within = CodeBlock.builder();
        for (int input : inputs) {
            within.addStatement(
                    "$1L $2L = $1L.fromArray(SPECIES, $3L, $4L + i)",
                    vector,
                    Emitter.operand(input),
                    array(input),
                    row(input));
        }
        var value = new VectorEmitter(type, within, constants).emit(graph).getFirst();
        var before = CodeBlock.builder();
        for (int number : numbers) {
            before.addStatement("$1L v$2L = $1L.broadcast(SPECIES, p$2L)", vector, number);
        }
        return new Body(before.add(VectorEmitter.constants(type, constants)).build(), within.build(), value);
    }

    MethodSpec vectorLoop() {
        return vectorLoop(name);
    }

    private MethodSpec vectorLoop(String method) {
        var body = body();
        return method(method)
                .addCode(body.before())
                .addStatement("int bound = SPECIES.loopBound(n)")
                .beginControlFlow("for (int i = 0; i < bound; i += SPECIES.length())")
                .addCode(body.within())
                .addStatement("$L.intoArray($L, $L + i)", body.value(), array(target), row(target))
                .endControlFlow()
                .beginControlFlow("for (int i = bound; i < n; i++)")
                .addStatement("$L$T.$L", store(), scalarClass, elementCall())
                .endControlFlow()
                .build();
    }

    /**
     * The loops that write a row and sum it at the same time, in the order of {@link Fold#SUM}: a row, a block of it, and
     * the elements that fill no 32 lanes.
     */
    List<MethodSpec> summingLoops() {
        return List.of(summingRow(), summingBlock(), vectorLoop(name + "Rest"));
    }

    private MethodSpec summingRow() {
        var length = "Math.min(" + Fold.BLOCK + ", n - i)";
        var value = Names.value(type);
        return method(name)
                .returns(value)
                .beginControlFlow("if (n <= $L)", Fold.BLOCK)
                .addStatement("return $L", call(name + "Block", "", "n"))
                .endControlFlow()
                .addStatement("double total = 0")
                .beginControlFlow("for (int i = 0; i < n; i += $L)", Fold.BLOCK)
                .addStatement("total += $L", call(name + "Block", " + i", length))
                .endControlFlow()
                .addStatement(type == ElementType.F64 ? "return total" : "return (float) total")
                .build();
    }

    private MethodSpec summingBlock() {
        var body = body();
        var vector = VectorEmitter.vectorType(type);
        var sum = new VectorFold(Fold.SUM, type);
        var code = CodeBlock.builder()
                .addStatement("int bound = n & -$L", Fold.LANES)
                .addStatement("$T total = 0", Names.value(type))
                .beginControlFlow("if (bound > 0)")
                .add(body.before());
        for (int lane = 0; lane < sum.most(); lane++) {
            code.addStatement("$1L s$2L = $1L.broadcast(SPECIES, $3L)", vector, lane, ScalarEmitter.literal(type, 0));
        }
        code.beginControlFlow("for (int i = 0; i < bound; i += WIDTH)")
                .add(body.within())
                .addStatement("$L written = $L", vector, body.value())
                .addStatement("written.intoArray($L, $L + i)", array(target), row(target))
                .addStatement("$L last = s0.add(written)", vector)
                .add(sum.rotation())
                .endControlFlow()
                .add(sum.tree())
                .addStatement("total = s0.lane(0)")
                .endControlFlow()
                .beginControlFlow("if (bound < n)")
                .addStatement("$L", call(name + "Rest", " + bound", "n - bound"))
                .addStatement(
                        "total += $T.sumBlock($L, $L + bound, n - bound)",
                        Fold.SUM.owner(type, true),
                        array(target),
                        row(target))
                .endControlFlow();
        return method(name + "Block")
                .returns(Names.value(type))
                .addCode(code.build())
                .addStatement("return total")
                .build();
    }
}
