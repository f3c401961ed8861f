package io.lanewise.tensor.cpu;

import io.lanewise.expr.ElementType;
import io.lanewise.expr.Elementwise;
import io.lanewise.kernels.MapKernel;
import io.lanewise.kernels.fused.FusedKernel;
import io.lanewise.kernels.fused.FusedKernels;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Scope;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    /** So many elements take longer one by one than copied and in vectors. */
    private static final int WORTH_COPYING = 256;

    private FusedRun() {}

    /** A kernel that a function was run with, and those before it. */
    private record Found(
            ElementType type,
            int[] steps,
            FusedKernel kernel,
            @Nullable Found next) {}

    /**
     * Runs a kernel on one small tensor and others that are dense and like it, or one number: one call, without a look at
     * strides. Returns whether it did.
     */
    static boolean runSmall(
            Elementwise function, ElementType type, List<Tensor> operands, Tensor out, double[] params) {
        if (!out.isContiguous()) {
            return false;
        }
        int count = operands.size() + 1;
        var arrays = new Object[count];
        var steps = new int[count];
        var offsets = new int[count];
        arrays[0] = HeapStorage.arrayOf(out);
        offsets[0] = out.offset();
        steps[0] = 1;
        for (int i = 1; i < count; i++) {
            var x = operands.get(i - 1);
            boolean like = MapRun.isLike(x, out);
            if (!like && (x.elements() != 1 || x.storage() == out.storage())) {
                return false;
            }
            arrays[i] = HeapStorage.arrayOf(x);
            offsets[i] = x.offset();
            steps[i] = like ? 1 : 0;
        }
        var kernel = find(function, type, steps);
        if (kernel != null) {
            kernel.run(arrays, offsets, steps, out.elements(), params);
        }
        return kernel != null;
    }

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
        if (steps[0] == 1 && !isKnown(steps) && out.elements() >= WORTH_COPYING) {
            return runDense(function, type, steps, operands, out, params);
        }
        loop.run((at, n) -> kernel.run(arrays, at, steps, n, params));
        return true;
    }

    /** Copies the operands that a run meets at other steps than 0 and 1: vectors need them dense. */
    private static boolean runDense(
            Elementwise function, ElementType type, int[] steps, List<Tensor> operands, Tensor out, double[] params) {
        var dense = new ArrayList<Tensor>(operands);
        try (var _ = GradMode.noGrad()) {
            for (int i = 0; i < dense.size(); i++) {
                if (steps[i + 1] != 0 && steps[i + 1] != 1) {
                    dense.set(i, dense.get(i).expand(out.shape()).copy());
                }
            }
        }
        boolean ran = run(function, type, StridedLoop.over(out, dense), dense, out, params);
        for (int i = 0; i < dense.size(); i++) {
            if (dense.get(i) != operands.get(i)) {
                Scope.release(dense.get(i));
            }
        }
        return ran;
    }

    /** A kernel of one dense operand. */
    static MapKernel dense(Elementwise function, ElementType type) {
        int[] steps = {1, 1};
        var kernel =
                Objects.requireNonNull(find(function, type, steps), "only floats have kernels written at run time");
        return (a, ao, as, b, bo, bs, c, co, cs, d, doff, ds, out, oo, os, n, params) ->
                kernel.run(new Object[] {out, a}, new int[] {oo, ao}, steps, n, params);
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
