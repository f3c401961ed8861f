package io.lanewise.codegen;

import com.palantir.javapoet.ClassName;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.RowFunction;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The kernels of row functions, for f32 and f64: a class per function and type. */
final class RowFamily {
    private static final ClassName ROW_KERNEL = Names.kernels("RowKernel");
    private static final ClassName CROSS_ENTROPY_KERNEL = Names.kernels("CrossEntropyKernel");

    private final Library library;

    RowFamily(Library library) {
        this.library = library;
    }

    void emit() {
        var functions = List.of(RowFunction.values());
        emit(functions.stream().filter(f -> !f.hasClasses()).toList(), ROW_KERNEL, "Rows");
        emit(functions.stream().filter(RowFunction::hasClasses).toList(), CROSS_ENTROPY_KERNEL, "CrossEntropies");
    }

    private void emit(List<RowFunction> functions, ClassName kernelType, String index) {
        var scalars = new TreeMap<String, ClassName>();
        var vectors = new TreeMap<String, ClassName>();
        for (var function : functions) {
            for (var type : ElementType.FLOATS) {
                var emitter = emit(function, type, kernelType, false, scalars);
                emit(function, type, kernelType, true, vectors);
                var name = emitter.name().toString();
                var scalar = Objects.requireNonNull(scalars.get(name), name);
                library.list(
                        new Kernel(emitter.name(), "row", emitter.flops(), emitter.bytes(), scalar, vectors.get(name)));
            }
        }
        library.add(Classes.index("Scalar" + index, kernelType, scalars));
        library.add(Classes.index("Vector" + index, kernelType, vectors));
    }

    private RowEmitter emit(
            RowFunction function,
            ElementType type,
            ClassName kernelType,
            boolean vector,
            Map<String, ClassName> classes) {
        var snake = "row_" + function.name().toLowerCase(Locale.ROOT);
        var owner = Names.group(snake, type, vector);
        var emitter = new RowEmitter(function, type, Names.group(snake, type, false), vector);
        var title = "{@link io.lanewise.expr.RowFunction#" + function + "} for " + type.lower()
                + (vector ? ", in vectors." : ", in plain Java.");
        var spec = Classes.utility(owner, title);
        if (vector) {
            if (RowDefinitions.of(function).stream().anyMatch(RowPass.MapSum.class::isInstance)) {
                VectorFold.addConstants(spec, type);
            } else {
                spec.addField(Classes.species(type));
            }
        }
        emitter.methods().forEach(spec::addMethod);
        library.add(spec.addMethod(Classes.lookup(kernelType, owner, List.of(emitter.name())))
                .build());
        classes.put(emitter.name().toString(), owner);
        return emitter;
    }
}
