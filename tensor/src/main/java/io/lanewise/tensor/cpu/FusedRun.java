package io.lanewise.tensor.cpu;

import io.lanewise.expr.ElementType;
import io.lanewise.expr.Elementwise;
import io.lanewise.kernels.FusedKernel;
import io.lanewise.kernels.FusedKernels;
import io.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs elementwise functions of floats that the build made no kernel for, with kernels written at run time: chains that
 * a graph joined, of any number of operands, and derivatives of derivatives.
 */
final class FusedRun {
    private static final Map<Elementwise, Found> FOUND = new ConcurrentHashMap<>();

    /** Stands for all steps of which one is neither 0 nor 1: they share a kernel. */
    private static final int[] ANY = {};

    private FusedRun() {}

    /** A kernel that a function was run with, and those before it. */
    private record Found(
            ElementType type,
            int[] steps,
            FusedKernel kernel,
            @Nullable Found next) {}

    /** Whether there is such a kernel; then it was run. */
    static boolean run(
            Elementwise function,
            ElementType type,
            StridedLoop loop,
            List<Tensor> operands,
            Tensor out,
            double[] params) {
        var arrays = new Object[operands.size() + 1];
        var steps = new int[arrays.length];
        arrays[0] = HeapStorage.arrayOf(out);
        steps[0] = loop.innerStep(0);
        for (int i = 1; i < arrays.length; i++) {
            arrays[i] = HeapStorage.arrayOf(operands.get(i - 1));
            steps[i] = loop.innerStep(i);
        }
        var kernel = find(function, type, steps);
        if (kernel == null) {
            return false;
        }
        loop.run((at, n) -> kernel.run(arrays, at, steps, n, params));
        return true;
    }

    private static @Nullable FusedKernel find(Elementwise function, ElementType type, int[] steps) {
        var layout = isKnown(steps) ? steps : ANY;
        var first = FOUND.get(function);
        for (var found = first; found != null; found = found.next) {
            if (found.type == type && Arrays.equals(found.steps, layout)) {
                return found.kernel;
            }
        }
        var kernel = FusedKernels.find(function, type, steps);
        if (kernel != null) {
            FOUND.put(function, new Found(type, layout, kernel, first));
        }
        return kernel;
    }

    private static boolean isKnown(int[] steps) {
        boolean known = steps[0] == 1;
        for (int step : steps) {
            known &= step == 0 || step == 1;
        }
        return known;
    }
}
