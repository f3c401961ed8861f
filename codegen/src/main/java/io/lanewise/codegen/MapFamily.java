package io.lanewise.codegen;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import io.lanewise.expr.Catalog;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.Elementwise;
import io.lanewise.expr.KernelName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.lang.model.element.Modifier;

/** The kernels of all functions of the catalog and of their first derivatives: a class per function and type. */
final class MapFamily {
    private static final ClassName MAP_KERNEL = Names.kernels("MapKernel");

    private final Library library;

    MapFamily(Library library) {
        this.library = library;
    }

    void emit() {
        for (var type : ElementType.values()) {
            var scalarClasses = new TreeMap<String, ClassName>();
            var vectorClasses = new TreeMap<String, ClassName>();
            for (var function : Catalog.all()) {
                if (function.supports(type)) {
                    emit(function, type, scalarClasses, vectorClasses);
                }
            }
            library.add(index(type, false, scalarClasses));
            if (type.isFloat()) {
                library.add(index(type, true, vectorClasses));
            }
        }
    }

    /** The function and, for floats, its derivatives. */
    private static List<Elementwise> members(Elementwise function, ElementType type) {
        var members = new ArrayList<Elementwise>(List.of(function));
        if (type.isFloat() && !function.bool()) {
            for (int i = 0; i < function.arity(); i++) {
                var derivative = function.partial(i);
                if (derivative != null) {
                    members.add(derivative.function());
                }
            }
        }
        return members;
    }

    private void emit(
            Elementwise function,
            ElementType type,
            Map<String, ClassName> scalarClasses,
            Map<String, ClassName> vectorClasses) {
        var scalarClass = Names.group(function.name(), type, false);
        var vectorClass = Names.group(function.name(), type, true);
        var scalar = Classes.utility(scalarClass, title(function, type, "in plain Java"));
        var vector = Classes.utility(vectorClass, title(function, type, "in vectors"))
                .addField(Classes.species(type));
        var scalars = new ArrayList<KernelName>();
        var vectors = new ArrayList<KernelName>();
        for (var member : members(function, type)) {
            if (scalarClasses.containsKey(member.name())) {
                continue;
            }
            var emitter = new MapEmitter(member, type, scalarClass);
            scalar.addMethod(emitter.element());
            scalarClasses.put(member.name(), scalarClass);
            for (var layout : emitter.layouts()) {
                var name = emitter.name(layout);
                scalar.addMethod(emitter.scalar(layout));
                scalars.add(name);
                boolean both = emitter.hasVector(layout);
                if (both) {
                    vector.addMethod(emitter.vector(layout));
                    vectors.add(name);
                    vectorClasses.put(member.name(), vectorClass);
                }
                library.list(new Kernel(
                        name, "map", emitter.flops(), emitter.bytes(layout), scalarClass, both ? vectorClass : null));
            }
        }
        add(scalar, scalarClass, scalars);
        add(vector, vectorClass, vectors);
    }

    private void add(TypeSpec.Builder type, ClassName name, List<KernelName> kernels) {
        if (!kernels.isEmpty()) {
            library.add(
                    type.addMethod(Classes.lookup(MAP_KERNEL, name, kernels)).build());
        }
    }

    private static String title(Elementwise function, ElementType type, String how) {
        return "{@code " + function.name() + "} of {@link io.lanewise.expr.Catalog} and its derivatives for "
                + type.lower() + ", " + how + ".";
    }

    /** From a function to the class that has its kernels. */
    private static TypeSpec index(ElementType type, boolean vector, Map<String, ClassName> classes) {
        var code = CodeBlock.builder().add("return switch (function) {$>\n");
        classes.forEach((function, owner) -> code.add("case $S -> $T.find(name);\n", function, owner));
        code.add("default -> null;$<\n};\n");
        var name = Names.generated(type + (vector ? "VectorMaps" : "ScalarMaps"));
        return Classes.utility(name, "Finds elementwise kernels for " + type.lower() + ".")
                .addMethod(MethodSpec.methodBuilder("find")
                        .addJavadoc("The kernel of this name, which is one of the function's, or null.\n")
                        .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                        .returns(Classes.nullable(MAP_KERNEL))
                        .addParameter(String.class, "function")
                        .addParameter(String.class, "name")
                        .addCode(code.build())
                        .build())
                .build();
    }
}
