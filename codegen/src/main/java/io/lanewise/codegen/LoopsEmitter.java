package io.lanewise.codegen;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import io.lanewise.expr.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import javax.lang.model.element.Modifier;

/**
 * Writes the loops of an interface of the kernels, a class for each element type and vector width, and the table that
 * finds them. Arrays are passed as objects; each loop knows their type.
 */
abstract class LoopsEmitter {
    private static final String PACKAGE = "io.lanewise.kernels.convolution";

    static final TypeName INTS = ArrayTypeName.of(int.class);

    final ElementType type;
    final int bits;
    final TypeName element;
    final TypeName array;
    final ClassName vector;
    final String boxed;
    final int lanes;

    LoopsEmitter(ElementType type, int bits) {
        this.type = type;
        this.bits = bits;
        boxed = type.carrier() == float.class ? "Float" : "Double";
        element = TypeName.get(type.carrier());
        array = ArrayTypeName.of(element);
        vector = ClassName.get(TileEmitter.VECTOR_PACKAGE, boxed + "Vector");
        lanes = scalar() ? 1 : bits / 8 / type.bytes();
    }

    /**
     * The classes of an interface called {@code family + "Kernels"}, and their table {@code family + "Table"}.
     *
     * @param what what the loops are of
     */
    static List<JavaFile> emit(String family, String what, BiFunction<ElementType, Integer, LoopsEmitter> emitters) {
        List<JavaFile> files = new ArrayList<>();
        ClassName loops = ClassName.get(PACKAGE, family + "Kernels");
        MethodSpec.Builder table = MethodSpec.methodBuilder("of")
                .addModifiers(Modifier.STATIC)
                .addJavadoc("The loops for vectors of {@code bits} bits, 0 for scalar code.\n")
                .addParameter(ElementType.class, "type")
                .addParameter(int.class, "bits")
                .returns(loops);
        for (ElementType type : List.of(ElementType.F32, ElementType.F64)) {
            for (int bits : new int[] {0, 128, 256, 512}) {
                LoopsEmitter emitter = emitters.apply(type, bits);
                files.add(emitter.file(family, loops, what));
                table.beginControlFlow("if (type == $T.$L && bits == $L)", ElementType.class, type, bits)
                        .addStatement("return new $T()", ClassName.get(PACKAGE, emitter.className(family)))
                        .endControlFlow();
            }
        }
        table.addStatement(
                "throw new $T($S + type + $S + bits + $S)",
                IllegalArgumentException.class,
                "no loops of " + what + " for ",
                ", ",
                " bits");
        files.add(file(TypeSpec.classBuilder(family + "Table")
                .addModifiers(Modifier.FINAL)
                .addJavadoc("All loops of $L.\n", what)
                .addMethod(MethodSpec.constructorBuilder()
                        .addModifiers(Modifier.PRIVATE)
                        .build())
                .addMethod(table.build())
                .build()));
        return files;
    }

    /** Adds the constants and the methods of a class. */
    abstract void fill(TypeSpec.Builder builder);

    final boolean scalar() {
        return bits == 0;
    }

    private String className(String family) {
        return type.name() + family + (scalar() ? "Scalar" : bits);
    }

    private static JavaFile file(TypeSpec type) {
        return JavaFile.builder(PACKAGE, type)
                .skipJavaLangImports(true)
                .indent("    ")
                .build();
    }

    private JavaFile file(String family, ClassName loops, String what) {
        TypeSpec.Builder builder = TypeSpec.classBuilder(className(family))
                .addModifiers(Modifier.FINAL)
                .addSuperinterface(loops)
                .addJavadoc(
                        "The loops of $L of $L with $L.\n",
                        what,
                        type.lower(),
                        scalar() ? "single elements" : "vectors of " + bits + " bits");
        if (!scalar()) {
            builder.addField(constant("VectorSpecies", "S")
                    .initializer("$T.SPECIES_$L", vector, bits)
                    .build());
        }
        builder.addMethod(MethodSpec.methodBuilder("lanes")
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .returns(int.class)
                .addStatement("return $L", lanes)
                .build());
        fill(builder);
        return file(builder.build());
    }

    final FieldSpec.Builder constant(String type, String name) {
        TypeName typeName = ParameterizedTypeName.get(
                ClassName.get(TileEmitter.VECTOR_PACKAGE, type), ClassName.get("java.lang", boxed));
        return FieldSpec.builder(typeName, name, Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL);
    }

    /** A method of the interface, of n elements. */
    static MethodSpec.Builder method(String name) {
        return MethodSpec.methodBuilder(name)
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .addParameter(int.class, "n");
    }

    /** Names the arrays {@code from} and {@code to} x and y. */
    final MethodSpec.Builder operands(MethodSpec.Builder method) {
        return method.addStatement("$1T x = ($1T) from", array).addStatement("$1T y = ($1T) to", array);
    }

    /** The type of what a register holds. */
    final TypeName held() {
        return scalar() ? element : vector;
    }

    final String load(String from, String at) {
        return scalar() ? from + "[" + at + "]" : boxed + "Vector.fromArray(S, " + from + ", " + at + ")";
    }
}
