package io.lanewise.codegen;

import com.palantir.javapoet.ClassName;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.KernelName;
import io.lanewise.expr.Step;
import io.lanewise.expr.Steps;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The kernels of optimizer steps, for f32 and f64: a class per step and type. */
final class StepFamily {
    private static final ClassName STEP_KERNEL = Names.kernels("StepKernel");

    private final Library library;
    private final Map<String, ClassName> scalars = new TreeMap<>();
    private final Map<String, ClassName> vectors = new TreeMap<>();

    StepFamily(Library library) {
        this.library = library;
    }

    void emit() {
        for (var step : Steps.all()) {
            for (var type : ElementType.FLOATS) {
                emit(step, type);
            }
        }
        library.add(Classes.index("ScalarSteps", STEP_KERNEL, scalars));
        library.add(Classes.index("VectorSteps", STEP_KERNEL, vectors));
    }

    private void emit(Step step, ElementType type) {
        var scalarClass = Names.group("step_" + step.name(), type, false);
        var vectorClass = Names.group("step_" + step.name(), type, true);
        var name = new KernelName(type, step.name(), "step");
        var emitter = new StepEmitter(step, type, scalarClass);
        library.add(Classes.utility(scalarClass, title(step, type, "in plain Java"))
                .addMethod(emitter.scalarLoop())
                .addMethod(emitter.kernel(false))
                .addMethod(Classes.lookup(STEP_KERNEL, scalarClass, List.of(name)))
                .build());
        library.add(Classes.utility(vectorClass, title(step, type, "in vectors"))
                .addField(Classes.species(type))
                .addMethod(emitter.kernel(true))
                .addMethod(Classes.lookup(STEP_KERNEL, vectorClass, List.of(name)))
                .build());
        scalars.put(name.toString(), scalarClass);
        vectors.put(name.toString(), vectorClass);
        library.list(new Kernel(name, "step", emitter.flops(), emitter.bytes(), scalarClass, vectorClass));
    }

    private static String title(Step step, ElementType type, String how) {
        return "The step {@code " + step.name() + "} of {@link io.lanewise.expr.Steps} for " + type.lower() + ", " + how
                + ".";
    }
}
