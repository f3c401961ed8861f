package io.lanewise.tensor.cpu;

import io.lanewise.expr.ElementType;
import io.lanewise.expr.Elementwise;
import io.lanewise.expr.MapLayout;
import io.lanewise.kernels.MapKernel;
import io.lanewise.kernels.MapKernels;
import io.lanewise.kernels.Recycler;
import io.lanewise.kernels.product.Epilogue;
import io.lanewise.tensor.Inference;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Runs elementwise functions: one kernel for the whole tensor, called once a run. */
final class MapRun {
    private static final double[] NO_PARAMS = {};

    /** Elements from which two passes over dense tensors beat one with strides. */
    private static final int LARGE = 1 << 12;

    /** Elements up to which the work is less than finding out how to divide it. */
    private static final int SMALL = 1 << 12;

    /** An operand that is one number is written out this many times, where runs are no shorter than {@link #SHORTEST}. */
    private static final int CHUNK = 1 << 10;

    private static final int SHORTEST = 64;

    private static final int LAYOUTS = MapLayout.values().length;
    private static final Map<Elementwise, Known> FOUND = new ConcurrentHashMap<>();

    private MapRun() {}

    /** What was found for a function so far, by type and layout. */
    private static final class Known {
        private final @Nullable MapKernel[] kernels = new @Nullable MapKernel[ElementType.values().length * LAYOUTS];
        private final boolean[] missing = new boolean[kernels.length];
    }

    static void run(Op.Map op, List<Tensor> in, Tensor out) {
        if (out.elements() > SMALL || !runSmall(op, in, out)) {
            runAny(op, in, out);
        }
    }

    /** One or two small operands, dense or a single number: one call, without a look at strides. */
    private static boolean runSmall(Op.Map op, List<Tensor> in, Tensor out) {
        int arity = in.size();
        var x = in.getFirst();
        var y = arity > 1 ? in.get(1) : x;
        boolean single = arity == 2 && x.elements() == 1 && y.elements() != 1;
        boolean singleOther = arity == 2 && y.elements() == 1 && x.elements() != 1;
        var type = Inference.operandType(in).element();
        if (find(op.function(), type, MapLayout.DENSE) == null) {
            return FusedRun.runSmall(op.function(), type, in, out, params(op));
        }
        if (arity > 2
                || !out.isContiguous()
                || !(single || isLike(x, out))
                || !(singleOther || isLike(y, out))
                || single && x.storage() == out.storage()
                || singleOther && y.storage() == out.storage()) {
            return false;
        }
        var layout = single ? MapLayout.LEFT : singleOther ? MapLayout.RIGHT : MapLayout.DENSE;
        var kernel = find(op.function(), type, layout);
        boolean repeats = (single || singleOther) && out.elements() >= SHORTEST;
        if (kernel == null || repeats && !hasKernelOf(layout, op.function(), type)) {
            return false;
        }
        kernel.run(
                HeapStorage.arrayOf(x),
                x.offset(),
                single ? 0 : 1,
                arity > 1 ? HeapStorage.arrayOf(y) : null,
                arity > 1 ? y.offset() : 0,
                singleOther ? 0 : 1,
                null,
                0,
                0,
                null,
                0,
                0,
                HeapStorage.arrayOf(out),
                out.offset(),
                1,
                out.elements(),
                params(op));
        return true;
    }

    /** Whether an operand is dense and of the output's shape, and lies elsewhere or in the very same place. */
    static boolean isLike(Tensor x, Tensor out) {
        return x.shape().equals(out.shape())
                && x.isContiguous()
                && (x.storage() != out.storage() || x.offset() == out.offset());
    }

    private static void runAny(Op.Map op, List<Tensor> in, Tensor out) {
        var operands = new ArrayList<Tensor>(in.size());
        for (var x : in) {
            operands.add(overlaps(x, out) || isTransposed(x, out) ? x.copy() : x);
        }
        var loop = StridedLoop.over(out, operands);
        var type = Inference.operandType(in).element();
        var layout = layout(loop, in.size());
        boolean repeating = repeats(loop, in.size()) && !hasKernelOf(layout, op.function(), type);
        var kernel = find(op.function(), type, repeating ? MapLayout.DENSE : layout);
        var params = params(op);
        if (kernel == null && FusedRun.run(op.function(), type, loop, operands, out, params)) {
            return;
        }
        if (kernel == null) {
            Interpreted.run(op.function(), params, operands, out);
            return;
        }
        var target = HeapStorage.arrayOf(out);
        if (repeating) {
            var arrays = operands.stream().map(HeapStorage::arrayOf).toArray();
            loop.run((at, n) -> runRepeating(kernel, loop, arrays, at, target, n, params));
            return;
        }
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

    /** Whether a kernel takes one number beside dense operands, instead of any steps. */
    private static boolean hasKernelOf(MapLayout layout, Elementwise function, ElementType type) {
        return layout != MapLayout.STRIDED && find(function, type, layout) != find(function, type, MapLayout.STRIDED);
    }

    /** Whether each operand is dense or one number along the runs, and the runs are long. */
    private static boolean repeats(StridedLoop loop, int operands) {
        boolean repeats = false;
        boolean simple = operands > 1 && loop.innerStep(0) == 1 && loop.innerSize() >= SHORTEST;
        for (int t = 1; t <= operands; t++) {
            repeats |= loop.innerStep(t) == 0;
            simple &= loop.innerStep(t) == 0 || loop.innerStep(t) == 1;
        }
        return repeats && simple;
    }

    /** A dense kernel, chunk by chunk: an operand that is one number is written out once and stays in the cache. */
    private static void runRepeating(
            MapKernel kernel, StridedLoop loop, Object[] arrays, int[] at, Object target, int n, double[] params) {
        int chunk = Math.min(n, CHUNK);
        var in = Arrays.copyOf(arrays, 4);
        var steps = new int[4];
        var starts = new int[4];
        for (int t = 0; t < arrays.length; t++) {
            steps[t] = loop.innerStep(t + 1);
            starts[t] = at[t + 1];
            if (steps[t] == 0) {
                in[t] = Recycler.take(arrays[t].getClass().componentType(), chunk);
                Moves.line(arrays[t], at[t + 1], 0, in[t], 0, 1, chunk);
                starts[t] = 0;
            }
        }
        for (int i = 0; i < n; i += chunk) {
            int m = Math.min(chunk, n - i);
            kernel.run(
                    in[0],
                    starts[0] + i * steps[0],
                    1,
                    in[1],
                    starts[1] + i * steps[1],
                    1,
                    in[2],
                    starts[2] + i * steps[2],
                    1,
                    in[3],
                    starts[3] + i * steps[3],
                    1,
                    target,
                    at[0] + i,
                    1,
                    m,
                    params);
        }
        for (int t = 0; t < arrays.length; t++) {
            if (steps[t] == 0) {
                Recycler.give(in[t]);
            }
        }
    }

    /** Whether writing the output could change the input before it is read: they share storage but not their view. */
    private static boolean overlaps(Tensor x, Tensor out) {
        return x.storage() == out.storage()
                && !(x.offset() == out.offset()
                        && x.shape().equals(out.shape())
                        && Arrays.equals(x.strides(), out.strides()));
    }

    /** Whether a large operand's rows are the output's columns, so that a dense copy of it is the quicker way. */
    private static boolean isTransposed(Tensor x, Tensor out) {
        int last = x.dim() - 1;
        return last > 0
                && x.elements() >= LARGE
                && x.elements() == out.elements()
                && x.stride(last) != 1
                && x.size(last) != 1
                && Transposition.of(StridedLoop.over(out, List.of(x))) != null;
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

    static double[] params(Op.Map op) {
        return op.params().isEmpty()
                ? NO_PARAMS
                : op.params().stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** An epilogue, and then a function of each element, of f32 or f64. */
    static Epilogue then(Epilogue epilogue, Op.Map activation, ElementType type) {
        return epilogue.then(dense(activation.function(), type), params(activation));
    }

    /** A kernel of dense operands for a function of one operand, of f32 or f64 and with such a result. */
    static MapKernel dense(Elementwise function, ElementType type) {
        var kernel = find(function, type, MapLayout.DENSE);
        return kernel != null ? kernel : FusedRun.dense(function, type);
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
            kernel = find(function, type, MapLayout.STRIDED);
        }
        known.kernels[at] = kernel;
        known.missing[at] = kernel == null;
        return kernel;
    }
}
