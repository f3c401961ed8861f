package io.lanewise.codegen;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.TypeName;
import io.lanewise.expr.ElementType;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Names of generated classes and of what they refer to. */
final class Names {
    static final String KERNELS = "io.lanewise.kernels";
    static final String GENERATED = KERNELS + ".generated";
    private static final String VECTOR_API = "jdk.incubator.vector";

    static final ClassName SIMD = ClassName.get(KERNELS, "Simd");
    static final ClassName SCALARS = ClassName.get(KERNELS, "Scalars");
    static final ClassName NULLABLE = ClassName.get("org.jspecify.annotations", "Nullable");

    private Names() {}

    static ClassName kernels(String name) {
        return ClassName.get(KERNELS, name);
    }

    static ClassName generated(String name) {
        return ClassName.get(GENERATED, name);
    }

    static ClassName vectorApi(String name) {
        return ClassName.get(VECTOR_API, name);
    }

    /** {@code log_softmax} as {@code LogSoftmax}. */
    static String camel(String snake) {
        return Arrays.stream(snake.split("_"))
                .filter(word -> !word.isEmpty())
                .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                .collect(Collectors.joining());
    }

    /** The class with the kernels of a function and its derivatives: {@code GeluF32Vector}. */
    static ClassName group(String function, ElementType type, boolean vector) {
        return generated(camel(function) + type + (vector ? "Vector" : "Scalar"));
    }

    /** The Java array type as source: {@code float[]}. */
    static String array(ElementType type) {
        return type.carrier().getSimpleName() + "[]";
    }

    static TypeName value(ElementType type) {
        return switch (type) {
            case F32 -> TypeName.FLOAT;
            case F64 -> TypeName.DOUBLE;
            case I64 -> TypeName.LONG;
            case I32, I8, U8, BOOL -> TypeName.INT;
        };
    }
}
