package io.lanewise.kernels;

import io.lanewise.expr.ElementType;
import io.lanewise.expr.KernelName;
import io.lanewise.expr.Step;
import io.lanewise.kernels.generated.ScalarSteps;
import io.lanewise.kernels.generated.VectorSteps;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Finds the generated optimizer steps, which there are for f32 and f64. */
public final class StepKernels {
    /** For each step, the kernels by element type. */
    private static final Map<Step, @Nullable StepKernel[]> FOUND = new ConcurrentHashMap<>();

    private StepKernels() {}

    /** The kernel for this machine, or null for steps and types that none was generated for. */
    public static @Nullable StepKernel find(Step step, ElementType type) {
        var kernels = FOUND.computeIfAbsent(step, _ -> new StepKernel[ElementType.values().length]);
        var kernel = kernels[type.ordinal()];
        if (kernel == null) {
            kernel = Cpu.simd() ? vector(step, type) : scalar(step, type);
            if (kernel != null) {
                kernels[type.ordinal()] = kernel;
            }
        }
        return kernel;
    }

    /** The vector variant, or null; only where {@link Cpu#simd()}. */
    public static @Nullable StepKernel vector(Step step, ElementType type) {
        return VectorSteps.find(KernelName.text(type, step.name(), "step"));
    }

    /** The plain Java variant, or null. */
    public static @Nullable StepKernel scalar(Step step, ElementType type) {
        return ScalarSteps.find(KernelName.text(type, step.name(), "step"));
    }
}
