package io.lanewise.tensor.cpu;

import io.lanewise.expr.ElementType;
import io.lanewise.expr.Elementwise;
import io.lanewise.expr.MapLayout;
import io.lanewise.kernels.MapKernel;
import io.lanewise.kernels.MapKernels;
import io.lanewise.tensor.Inference;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Runs elementwise functions: one kernel for the whole tensor, called once a run. */
final class MapRun {
    private static final double[] NO_PARAMS = {};
    private static final int LAYOUTS = MapLayout.values().length;
    private static final Map<Elementwise, Known> FOUND = new ConcurrentHashMap<>();

    private MapRun() {}

    /** What was found for a function so far, by type and layout. */
    private static final class Known {
        private final @Nullable MapKernel[] kernels = new @Nullable MapKernel[ElementType.values().length * LAYOUTS];
        private final boolean[] missing = new boolean[kernels.length];
    }

    static void run(Op.Map op, List<Tensor> in, Tensor out) {
        var operands = new ArrayList<Tensor>(in.size());
        for (var x : in) {
            operands.add(overlaps(x, out) ? x.copy() : x);
        }
        var loop = StridedLoop.over(out, operands);
        var type = Inference.operandType(in).element();
        var kernel = find(op.function(), type, layout(loop, in.size()));
        var params = op.params().isEmpty()
                ? NO_PARAMS
                : op.params().stream().mapToDouble(Double::doubleValue).toArray();
        if (kernel == null && FusedRun.run(op.function(), type, loop, operands, out, params)) {
            return;
        }
        if (kernel == null) {
            Interpreted.run(op.function(), params, operands, out);
            return;
        }
        var target = HeapStorage.arrayOf(out);
        var a = HeapStorage.arrayOf(operands.getFirst());
        var b = operands.size() > 1 ? HeapStorage.arrayOf(operands.get(1)) : null;
        var c = operands.size() > 2 ? HeapStorage.arrayOf(operands.get(2)) : null;
        var d = operands.size() > 3 ? HeapStorage.arrayOf(operands.get(3)) : null;
        int as = loop.innerStep(1);
        int bs = b == null ? 0 : loop.innerStep(2);
        int cs = c == null ? 0 : loop.innerStep(3);
        int ds = d == null ? 0 : loop.innerStep(4);
        int os = loop.innerStep(0);
        int last = operands.size();
        loop.run((at, n) -> kernel.run(
                a,
                at[1],
                as,
                b,
                at[Math.min(2, last)],
                bs,
                c,
                at[Math.min(3, last)],
                cs,
                d,
                at[Math.min(4, last)],
                ds,
                target,
                at[0],
                os,
                n,
                params));
    }

    /** Whether writing the output could change the input before it is read: they share storage but not their view. */
    private static boolean overlaps(Tensor x, Tensor out) {
        return x.storage() == out.storage()
                && !(x.offset() == out.offset()
                        && x.shape().equals(out.shape())
                        && java.util.Arrays.equals(x.strides(), out.strides()));
    }

    private static MapLayout layout(StridedLoop loop, int operands) {
        boolean dense = loop.innerStep(0) == 1;
        boolean firstDense = true;
        for (int t = 1; t <= operands; t++) {
            dense &= loop.innerStep(t) == 1 || operands == 2 && loop.innerStep(t) == 0;
            firstDense &= loop.innerStep(t) == 1;
        }
        if (!dense) {
            return MapLayout.STRIDED;
        }
        if (firstDense) {
            return MapLayout.DENSE;
        }
        boolean bothSingle = loop.innerStep(1) == 0 && loop.innerStep(2) == 0;
        return bothSingle ? MapLayout.STRIDED : loop.innerStep(1) == 0 ? MapLayout.LEFT : MapLayout.RIGHT;
    }

    private static @Nullable MapKernel find(Elementwise function, ElementType type, MapLayout layout) {
        if (function.arity() > 4) {
            return null;
        }
        var known = FOUND.computeIfAbsent(function, _ -> new Known());
        int at = type.ordinal() * LAYOUTS + layout.ordinal();
        var kernel = known.kernels[at];
        if (kernel != null || known.missing[at]) {
            return kernel;
        }
        kernel = MapKernels.find(function, type, layout);
        if (kernel == null && layout != MapLayout.STRIDED) {
            kernel = MapKernels.find(function, type, MapLayout.STRIDED);
        }
        known.kernels[at] = kernel;
        known.missing[at] = kernel == null;
        return kernel;
    }
}
