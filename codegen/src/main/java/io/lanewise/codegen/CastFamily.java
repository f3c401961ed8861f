package io.lanewise.codegen;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import io.lanewise.expr.ElementType;
import javax.lang.model.element.Modifier;

/** Conversions between all element types, a loop each, in a class for each type that is converted from. */
final class CastFamily {
    private final Library library;

    CastFamily(Library library) {
        this.library = library;
    }

    void emit() {
        for (var from : ElementType.values()) {
            library.add(casts(from));
        }
        library.add(bytesToFloats());
    }

    private static TypeSpec casts(ElementType from) {
        var type = Classes.utility(
                Names.generated("CastFrom" + from),
                "Conversions of " + from.lower() + ", as Java casts, for any steps.");
        var choice = CodeBlock.builder().beginControlFlow("switch (toType)");
        for (var to : ElementType.values()) {
            type.addMethod(loop(from, to));
            choice.addStatement("case $L -> $L(from, i0, is, to, o0, os, n)", to, method(to));
        }
        return type.addMethod(method("cast")
                        .addJavadoc("{@code to[o0 + i·os]} = {@code from[i0 + i·is]} for n elements.\n")
                        .addModifiers(Modifier.PUBLIC)
                        .addParameter(ElementType.class, "toType")
                        .addCode(choice.endControlFlow().build())
                        .build())
                .build();
    }

    private static String method(ElementType to) {
        return "to" + to;
    }

    private static MethodSpec.Builder method(String name) {
        return MethodSpec.methodBuilder(name)
                .addModifiers(Modifier.STATIC)
                .addParameter(Object.class, "from")
                .addParameter(int.class, "i0")
                .addParameter(int.class, "is")
                .addParameter(Object.class, "to")
                .addParameter(int.class, "o0")
                .addParameter(int.class, "os")
                .addParameter(int.class, "n");
    }

    /** Two loops, since the compiler makes vectors of the first one only. */
    private static MethodSpec loop(ElementType from, ElementType to) {
        var dense = converted(from, to, ScalarEmitter.load(from, "x[i0 + i]"));
        var strided = converted(from, to, ScalarEmitter.load(from, "x[i0 + i * is]"));
        return method(method(to))
                .addStatement("var x = ($L) from", Names.array(from))
                .addStatement("var y = ($L) to", Names.array(to))
                .beginControlFlow("if (is == 1 && os == 1)")
                .beginControlFlow("for (int i = 0; i < n; i++)")
                .addStatement("y[o0 + i] = $L", dense)
                .endControlFlow()
                .addStatement("return")
                .endControlFlow()
                .beginControlFlow("for (int i = 0; i < n; i++)")
                .addStatement("y[o0 + i * os] = $L", strided)
                .endControlFlow()
                .build();
    }

    /** Of the loop that reads u8 the compiler makes no vectors, and pictures come as u8. */
    private static TypeSpec bytesToFloats() {
        var bytes = ParameterizedTypeName.get(Names.vectorApi("VectorSpecies"), TypeName.BYTE.box());
        return Classes.utility(
                        Names.generated("CastFromU8Vector"), "Conversion of u8 to f32, in vectors of 256 bits or more.")
                .addField(Classes.species(ElementType.F32))
                .addField(FieldSpec.builder(bytes, "BYTES", Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                        .initializer(
                                "VectorSpecies.of(byte.class, $T.forBitSize(SPECIES.vectorBitSize() / 4))",
                                Names.vectorApi("VectorShape"))
                        .build())
                .addMethod(MethodSpec.methodBuilder("toF32")
                        .addJavadoc("{@code to[o0 + i]} = {@code from[i0 + i]} for n elements.\n")
                        .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                        .addParameter(byte[].class, "from")
                        .addParameter(int.class, "i0")
                        .addParameter(float[].class, "to")
                        .addParameter(int.class, "o0")
                        .addParameter(int.class, "n")
                        .addStatement("int bound = SPECIES.loopBound(n)")
                        .beginControlFlow("for (int i = 0; i < bound; i += SPECIES.length())")
                        .addStatement("var x = $T.fromArray(BYTES, from, i0 + i)", Names.vectorApi("ByteVector"))
                        .addStatement(
                                "var whole = x.convertShape(VectorOperators.ZERO_EXTEND_B2I, $T.I32, 0)", Names.SIMD)
                        .addStatement(
                                "(($T) whole.convertShape(VectorOperators.I2F, SPECIES, 0)).intoArray(to, o0 + i)",
                                Names.vectorApi("FloatVector"))
                        .endControlFlow()
                        .beginControlFlow("for (int i = bound; i < n; i++)")
                        .addStatement("to[o0 + i] = from[i0 + i] & 0xff")
                        .endControlFlow()
                        .build())
                .build();
    }

    /** Floats pass through long on their way to integers, which keeps the lower bits of what is too large. */
    private static String converted(ElementType from, ElementType to, String element) {
        var value = element.contains("&") ? "(" + element + ")" : element;
        if (from == to) {
            return element.contains("&") ? element.substring(0, element.indexOf(" &")) : element;
        }
        return switch (to) {
            case F32 -> "(float) " + value;
            case F64, I64 -> from.isFloat() && to == ElementType.I64 ? "(long) " + value : element;
            case I32 -> from.isFloat() ? "(int) (long) " + value : from == ElementType.I64 ? "(int) " + value : element;
            case I8, U8 -> from.isFloat() ? "(byte) (long) " + value : "(byte) " + value;
            case BOOL -> "(byte) (" + value + " != 0 ? 1 : 0)";
        };
    }
}
