package io.lanewise.codegen;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import io.lanewise.expr.ElementType;
import java.util.List;
import javax.lang.model.element.Modifier;

/**
 * Transposes of matrices, a class per element type of 4 or 8 bytes: square tiles in registers, as many vectors as a
 * vector has lanes. A tile takes log2(lanes) rounds, in which vectors i and i + h exchange the blocks of h lanes that
 * are on the wrong side of the diagonal, for h = lanes / 2, lanes / 4 … 1. Elements are moved as integers.
 */
final class TransposeFamily {
    private static final List<ElementType> TYPES =
            List.of(ElementType.F32, ElementType.F64, ElementType.I32, ElementType.I64);

    /** Tiles are taken in blocks of this many rows and columns, whose pages and lines stay at hand. */
    private static final int BLOCK = 64;

    private final Library library;

    TransposeFamily(Library library) {
        this.library = library;
    }

    void emit() {
        TYPES.forEach(type -> library.add(new Emitter(type).emit()));
    }

    private record Emitter(ElementType type) {
        TypeSpec emit() {
            int most = 64 / type.bytes();
            var owner = Classes.utility(
                            Names.generated("Transpose" + type),
                            "Transposes of " + type.lower() + " matrices, in square tiles.")
                    .addField(Classes.species(type))
                    .addField(constant(TypeName.INT, "WIDTH")
                            .initializer("SPECIES.length()")
                            .build());
            for (int half = most / 2; half >= 1; half /= 2) {
                owner.addField(exchange("LOW_", half, false)).addField(exchange("HIGH_", half, true));
            }
            owner.addMethod(kernel()).addMethod(edge());
            for (int lanes = most / 4; lanes <= most; lanes *= 2) {
                owner.addMethod(tile(lanes));
            }
            return owner.build();
        }

        private boolean wide() {
            return type.bytes() == 8;
        }

        private ClassName integers() {
            return Names.vectorApi(wide() ? "LongVector" : "IntVector");
        }

        private FieldSpec exchange(String name, int half, boolean high) {
            return constant(integers(), name + half)
                    .initializer(
                            "$1T.$2L($1T.$3L, $4L, $5L)",
                            Names.SIMD,
                            wide() ? "exchangeLongs" : "exchange",
                            wide() ? "I64" : "I32",
                            half,
                            high)
                    .build();
        }

        private static FieldSpec.Builder constant(TypeName fieldType, String name) {
            return FieldSpec.builder(fieldType, name, Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL);
        }

        private MethodSpec.Builder method(String name, String javadoc) {
            return MethodSpec.methodBuilder(name)
                    .addJavadoc("$L\n", javadoc)
                    .addModifiers(Modifier.STATIC)
                    .addParameter(ArrayTypeName.of(Names.value(type)), "xs")
                    .addParameter(int.class, "from")
                    .addParameter(int.class, "ld")
                    .addParameter(ArrayTypeName.of(Names.value(type)), "result")
                    .addParameter(int.class, "to")
                    .addParameter(int.class, "ldTo");
        }

        private MethodSpec kernel() {
            int most = 64 / type.bytes();
            var tile = CodeBlock.builder();
            for (int lanes = most; lanes >= most / 4; lanes /= 2) {
                var call = "tile" + lanes + "(xs, from + c * ld + r, ld, result, to + r * ldTo + c, ldTo)";
                tile.beginControlFlow(
                                lanes == most / 4
                                        ? "else"
                                        : lanes == most ? "if (WIDTH == $L)" : "else if (WIDTH == $L)",
                                lanes == most / 4 ? new Object[0] : new Object[] {lanes})
                        .addStatement(call)
                        .endControlFlow();
            }
            return method("transpose", "{@code result[to + r·ldTo + c] = xs[from + c·ld + r]}, block by block.")
                    .addModifiers(Modifier.PUBLIC)
                    .addParameter(int.class, "rows")
                    .addParameter(int.class, "columns")
                    .addStatement("int wholeRows = SPECIES.loopBound(rows)")
                    .addStatement("int wholeColumns = SPECIES.loopBound(columns)")
                    .beginControlFlow("for (int top = 0; top < wholeRows; top += $L)", BLOCK)
                    .addStatement("int bottom = Math.min(wholeRows, top + $L)", BLOCK)
                    .beginControlFlow("for (int c = 0; c < wholeColumns; c += WIDTH)")
                    .beginControlFlow("for (int r = top; r < bottom; r += WIDTH)")
                    .addCode(tile.build())
                    .endControlFlow()
                    .endControlFlow()
                    .endControlFlow()
                    .addStatement("edge(xs, from + wholeColumns * ld, ld, result, to + wholeColumns, ldTo,$W"
                            + "wholeRows, columns - wholeColumns)")
                    .addStatement("edge(xs, from + wholeRows, ld, result, to + wholeRows * ldTo, ldTo,$W"
                            + "rows - wholeRows, columns)")
                    .build();
        }

        private MethodSpec edge() {
            return method("edge", "The same an element at a time, for what fills no tile.")
                    .addModifiers(Modifier.PUBLIC)
                    .addParameter(int.class, "rows")
                    .addParameter(int.class, "columns")
                    .beginControlFlow("for (int c = 0; c < columns; c++)")
                    .beginControlFlow("for (int r = 0; r < rows; r++)")
                    .addStatement("result[to + r * ldTo + c] = xs[from + c * ld + r]")
                    .endControlFlow()
                    .endControlFlow()
                    .build();
        }

        private MethodSpec tile(int lanes) {
            var method = method("tile" + lanes, lanes + " rows of " + lanes + " elements.");
            var vector = Names.vectorApi(
                    switch (type) {
                        case F32 -> "FloatVector";
                        case F64 -> "DoubleVector";
                        case I64 -> "LongVector";
                        default -> "IntVector";
                    });
            boolean floats = type.isFloat();
            var names = new String[lanes];
            for (int i = 0; i < lanes; i++) {
                names[i] = "a" + i;
                method.addStatement(
                        "$T a$L = $T.fromArray(SPECIES, xs, from + $L * ld)$L",
                        integers(),
                        i,
                        vector,
                        i,
                        floats ? (wide() ? ".reinterpretAsLongs()" : ".reinterpretAsInts()") : "");
            }
            int count = 0;
            for (int half = lanes / 2; half >= 1; half /= 2) {
                for (int i = 0; i < lanes; i++) {
                    if ((i & half) == 0) {
                        var a = names[i];
                        var b = names[i + half];
                        names[i] = "t" + count++;
                        names[i + half] = "t" + count++;
                        method.addStatement("$T $L = LOW_$L.selectFrom($L, $L)", integers(), names[i], half, a, b);
                        method.addStatement(
                                "$T $L = HIGH_$L.selectFrom($L, $L)", integers(), names[i + half], half, a, b);
                    }
                }
            }
            for (int i = 0; i < lanes; i++) {
                method.addStatement(
                        "$L$L.intoArray(result, to + $L * ldTo)",
                        names[i],
                        floats ? (wide() ? ".reinterpretAsDoubles()" : ".reinterpretAsFloats()") : "",
                        i);
            }
            return method.build();
        }
    }
}
