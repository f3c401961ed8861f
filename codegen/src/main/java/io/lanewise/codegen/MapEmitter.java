package io.lanewise.codegen;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.Elementwise;
import io.lanewise.expr.KernelName;
import io.lanewise.expr.Lowering;
import io.lanewise.expr.MapLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import javax.lang.model.element.Modifier;

/** The methods of one elementwise function and type: the element, the scalar kernels, the vector kernels. */
final class MapEmitter {
    /**
     * With more, C2 may keep an operand that is one number as an object, and every call allocates; the number is then
     * written out for the dense kernel.
     */
    private static final int MOST_OPERATIONS_BESIDE_BROADCAST = 80;

    private final Elementwise function;
    private final ElementType type;
    private final ClassName scalarClass;
    private final Graph graph;
    private final Operands operands;

    MapEmitter(Elementwise function, ElementType type, ClassName scalarClass) {
        this.function = function;
        this.type = type;
        this.scalarClass = scalarClass;
        this.graph = new Graph(Lowering.lower(function.expr(), type));
        this.operands = new Operands(function, type, graph);
    }

    List<MapLayout> layouts() {
        return function.arity() == 2 && graph.flops() <= MOST_OPERATIONS_BESIDE_BROADCAST
                ? List.of(MapLayout.values())
                : List.of(MapLayout.DENSE, MapLayout.STRIDED);
    }

    /** Strided kernels are scalar; so are the functions that have no exact vector form. */
    boolean hasVector(MapLayout layout) {
        return layout != MapLayout.STRIDED && VectorEmitter.canEmit(type, graph);
    }

    KernelName name(MapLayout layout) {
        return new KernelName(type, function.name(), layout);
    }

    int flops() {
        return graph.flops();
    }

    int bytes(MapLayout layout) {
        return operands.bytes(scalars(layout));
    }

    /** The operands that are one number for all elements. */
    private static List<Integer> scalars(MapLayout layout) {
        return switch (layout) {
            case LEFT -> List.of(0);
            case RIGHT -> List.of(1);
            case DENSE, STRIDED -> List.of();
        };
    }

    private String elementName() {
        return Character.toLowerCase(Names.camel(function.name()).charAt(0))
                + Names.camel(function.name()).substring(1) + "Of";
    }

    /** The function of one element, which the scalar kernels and the vector kernels' tails share. */
    MethodSpec element() {
        var code = CodeBlock.builder();
        var value = new ScalarEmitter(type, code).emit(graph).getFirst();
        code.addStatement("return $L", value);
        var method = MethodSpec.methodBuilder(elementName())
                .addModifiers(Modifier.STATIC)
                .returns(function.bool() ? com.palantir.javapoet.TypeName.BOOLEAN : Names.value(type));
        for (int i = 0; i < operands.count(); i++) {
            method.addParameter(Names.value(operands.type(i)), Emitter.operand(i));
        }
        for (int i = 0; i < function.params(); i++) {
            method.addParameter(Names.value(type), "p" + i);
        }
        return method.addJavadoc("One element of {@code $L}.\n", function.name())
                .addCode(code.build())
                .build();
    }

    MethodSpec scalar(MapLayout layout) {
        var indices = new ArrayList<String>();
        for (int i = 0; i < operands.count(); i++) {
            indices.add(index(layout, i, operands.offset(i), operands.step(i)));
        }
        var target = index(layout, -1, "oo", "os");
        return kernel(layout)
                .addCode(operands.declarations())
                .beginControlFlow("for (int i = 0; i < n; i++)")
                .addStatement("result[$L] = $L", target, stored(operands.elementCall(elementName(), indices)))
                .endControlFlow()
                .build();
    }

    private String stored(String value) {
        return function.bool() ? "(byte) (" + value + " ? 1 : 0)" : ScalarEmitter.store(type, value);
    }

    private static String index(MapLayout layout, int operand, String offset, String step) {
        if (layout == MapLayout.STRIDED) {
            return offset + " + i * " + step;
        }
        return scalars(layout).contains(operand) ? offset : offset + " + i";
    }

    MethodSpec vector(MapLayout layout) {
        var constants = new LinkedHashMap<String, String>();
        var body = CodeBlock.builder();
        var invariant = CodeBlock.builder();
        for (int i = 0; i < operands.count(); i++) {
            load(layout, i, scalars(layout).contains(i) ? invariant : body);
        }
        var escape = CodeBlock.builder()
                .add(elements(layout, "k", "i", "i + SPECIES.length()"))
                .addStatement("continue")
                .build();
        var value = new VectorEmitter(type, body, constants, escape).emit(graph).getFirst();
        if (function.bool()) {
            body.addStatement("Bools.store($L.toLong(), result, oo + i, SPECIES.length())", value);
        } else {
            body.addStatement("$L.intoArray(result, oo + i)", value);
        }
        var method = kernel(layout);
        if (!scalars(layout).isEmpty()) {
            method.beginControlFlow("if (n == 0)").addStatement("return").endControlFlow();
        }
        return method.addCode(operands.declarations())
                .addCode(parameters())
                .addCode(VectorEmitter.constants(type, constants))
                .addCode(invariant.build())
                .addCode(loops(body.build()))
                .addCode(elements(layout, "i", "end", "n"))
                .build();
    }

    /** The elements of some indices, one at a time. */
    private CodeBlock elements(MapLayout layout, String variable, String from, String to) {
        var indices = new ArrayList<String>();
        for (int i = 0; i < operands.count(); i++) {
            indices.add(scalars(layout).contains(i) ? operands.offset(i) : operands.offset(i) + " + " + variable);
        }
        return CodeBlock.builder()
                .beginControlFlow("for (int $1L = $2L; $1L < $3L; $1L++)", variable, from, to)
                .addStatement(
                        "result[oo + $L] = " + stored("$T." + operands.elementCall(elementName(), indices)),
                        variable,
                        scalarClass)
                .endControlFlow()
                .build();
    }

    /**
     * Whole vectors, then, in the same loop, one that ends with the last element and covers some again: unless the
     * result takes an operand's place, where they would be computed from results.
     */
    private CodeBlock loops(CodeBlock body) {
        var apart = new StringBuilder();
        for (int i = 0; i < operands.count(); i++) {
            if (operands.type(i) == operands.resultType()) {
                apart.append(" && result != ").append(operands.array(i));
            }
        }
        return CodeBlock.builder()
                .addStatement("int bound = SPECIES.loopBound(n)")
                .addStatement("int end = bound > 0$L ? n : bound", apart)
                .addStatement("int first = 0")
                .addStatement("int past = bound")
                .beginControlFlow("while (first < end)")
                .beginControlFlow("for (int i = first; i < past; i += SPECIES.length())")
                .add(body)
                .endControlFlow()
                .addStatement("first = past == end ? end : end - SPECIES.length()")
                .addStatement("past = end")
                .endControlFlow()
                .build();
    }

    private void load(MapLayout layout, int operand, CodeBlock.Builder code) {
        var name = Emitter.operand(operand);
        var array = operands.array(operand);
        var offset = operands.offset(operand);
        boolean single = scalars(layout).contains(operand);
        if (operands.isCondition(operand)) {
            var bits = single
                    ? "SPECIES.maskAll($L[$L] != 0)"
                    : "VectorMask.fromLong(SPECIES, Bools.load($L, $L + i, SPECIES.length()))";
            code.addStatement("VectorMask<$L> $L = " + bits, VectorEmitter.boxed(type), name, array, offset);
            return;
        }
        var value = single ? "$1L.broadcast(SPECIES, $3L[$4L])" : "$1L.fromArray(SPECIES, $3L, $4L + i)";
        code.addStatement("$1L $2L = " + value, VectorEmitter.vectorType(type), name, array, offset);
    }

    private CodeBlock parameters() {
        var code = CodeBlock.builder();
        for (int i = 0; i < function.params(); i++) {
            code.addStatement("$1L v$2L = $1L.broadcast(SPECIES, p$2L)", VectorEmitter.vectorType(type), i);
        }
        return code.build();
    }

    private MethodSpec.Builder kernel(MapLayout layout) {
        return Operands.kernel(name(layout).toString())
                .addJavadoc(
                        "{@code $L}, $L: $L operations and $L bytes per element.\n",
                        function.name(),
                        describe(layout),
                        flops(),
                        bytes(layout));
    }

    private static String describe(MapLayout layout) {
        return switch (layout) {
            case DENSE -> "all dense";
            case LEFT -> "the first operand one number, the rest dense";
            case RIGHT -> "the second operand one number, the rest dense";
            case STRIDED -> "any steps";
        };
    }

    @Override
    public String toString() {
        return type.name().toLowerCase(Locale.ROOT) + " " + function.name();
    }
}
