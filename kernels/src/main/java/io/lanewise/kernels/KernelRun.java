package io.lanewise.kernels;

import io.lanewise.expr.Catalog;
import io.lanewise.expr.Dag;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.Elementwise;
import io.lanewise.expr.Expr;
import io.lanewise.expr.Partial;
import io.lanewise.expr.RowFunction;
import java.lang.reflect.Array;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes any kernel of {@link KernelList} ready to run over arrays of its own, whatever it computes: what is measured
 * and tested is all that is listed.
 */
public final class KernelRun {
    /** A row kernel or a reduction of n elements works on this many rows. */
    private static final int ROWS = 4;

    private static final double[] PARAMS = {0.5, 0.9, 0.999, 1e-8, 0.1, 0.3, 0.02, 0.5};
    private static final Map<String, Elementwise> FUNCTIONS = functions();

    private KernelRun() {}

    private static Map<String, Elementwise> functions() {
        Map<String, Elementwise> functions = new TreeMap<>();
        for (Elementwise function : Catalog.all()) {
            functions.put(function.name(), function);
            for (int i = 0; i < function.arity(); i++) {
                Partial partial = function.partial(i);
                if (partial != null) {
                    functions.put(partial.function().name(), partial.function());
                }
            }
        }
        return functions;
    }

    /**
     * A run of a kernel over {@code n} elements.
     *
     * @param vector whether it is the vector variant, which the entry then has
     * @param n a multiple of 4
     */
    public static Runnable of(KernelList.Entry entry, boolean vector, int n) {
        String owner = vector ? Objects.requireNonNull(entry.vectorClass()) : entry.scalarClass();
        ElementType type = entry.name().type();
        return switch (find(owner, entry.name().toString())) {
            case MapKernel map ->
                map(map, Objects.requireNonNull(FUNCTIONS.get(entry.name().function())), type, n);
            case ReduceKernel reduce -> reduce(reduce, entry, type, n);
            case RowKernel row -> row(row, RowKernels.function(entry.name().function()), type, n);
            case CrossEntropyKernel loss -> loss(loss, type, n);
            case StepKernel step -> step(step, type, n);
            default -> throw new IllegalStateException("no run for " + entry);
        };
    }

    private static Object find(String owner, String name) {
        try {
            return Class.forName(owner).getMethod("find", String.class).invoke(null, name);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(owner + " has no kernel " + name, e);
        }
    }

    private static Runnable map(MapKernel kernel, Elementwise function, ElementType type, int n) {
        @Nullable Object[] in = new Object[4];
        for (int i = 0; i < function.arity(); i++) {
            Expr flag = new Expr.Flag(i);
            boolean condition = Dag.of(function.expr()).nodes().stream()
                    .anyMatch(node -> node.expr().equals(flag));
            in[i] = ones(condition ? ElementType.BOOL : type, n);
        }
        Object a = Objects.requireNonNullElse(in[0], PARAMS);
        Object out = ones(function.bool() ? ElementType.BOOL : type, n);
        return () -> kernel.run(a, 0, 1, in[1], 0, 1, in[2], 0, 1, in[3], 0, 1, out, 0, 1, n, PARAMS);
    }

    private static Runnable reduce(ReduceKernel kernel, KernelList.Entry entry, ElementType type, int n) {
        Object in = ones(type, n);
        ElementType result =
                switch (entry.name().function()) {
                    case "arg_max", "arg_min" -> ElementType.I64;
                    case "all", "any" -> ElementType.BOOL;
                    case "sum", "prod", "sum_squares" -> type.isFloat() ? type : ElementType.I64;
                    default -> type;
                };
        Object out = ones(result, n);
        return () -> kernel.run(in, 0, 1, n / ROWS, ROWS, n / ROWS, out, 0);
    }

    private static Runnable row(RowKernel kernel, RowFunction function, ElementType type, int n) {
        int operands = function.operands().size();
        Object[] arrays =
                IntStream.range(0, operands).mapToObj(i -> ones(type, n)).toArray();
        int row = n / ROWS;
        int[] steps = IntStream.range(0, operands).map(i -> row).toArray();
        int[] offsets = new int[operands];
        return () -> kernel.run(arrays, offsets, steps, ROWS, row, PARAMS);
    }

    private static Runnable loss(CrossEntropyKernel kernel, ElementType type, int n) {
        Object x = ones(type, n);
        Object out = ones(type, n);
        Object values = ones(type, ROWS);
        long[] classes = new long[ROWS];
        int row = n / ROWS;
        return () -> kernel.run(x, 0, row, classes, 0, 1, -100, values, 0, 1, out, 0, row, ROWS, row);
    }

    private static Runnable step(StepKernel kernel, ElementType type, int n) {
        Object[] operands = IntStream.range(0, 5).mapToObj(i -> ones(type, n)).toArray();
        int[] offsets = new int[operands.length];
        return () -> kernel.run(operands, offsets, n, PARAMS);
    }

    private static Object ones(ElementType type, int n) {
        Object array = Array.newInstance(type.carrier(), n);
        for (int i = 0; i < n; i++) {
            Array.setByte(array, i, (byte) 1);
        }
        return array;
    }
}
