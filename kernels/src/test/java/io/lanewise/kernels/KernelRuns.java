package io.lanewise.kernels;

import io.lanewise.expr.Catalog;
import io.lanewise.expr.Dag;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.Elementwise;
import io.lanewise.expr.Expr;
import io.lanewise.expr.Partial;
import java.lang.reflect.Array;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Makes a kernel of the list ready to run over a few hundred elements, whatever it computes. */
final class KernelRuns {
    static final int ELEMENTS = 128;
    private static final int ROWS = 2;
    private static final double[] PARAMS = {0.5, 0.9, 0.999, 1e-8, 0.1, 0.3, 0.02, 0.5};
    private static final Map<String, Elementwise> FUNCTIONS = functions();

    private KernelRuns() {}

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

    /** A run of the kernel that the class named has for this entry. */
    static Runnable of(KernelList.Entry entry, String owner) throws ReflectiveOperationException {
        Object kernel = Class.forName(owner)
                .getMethod("find", String.class)
                .invoke(null, entry.name().toString());
        ElementType type = entry.name().type();
        return switch (kernel) {
            case MapKernel map -> map(map, FUNCTIONS.get(entry.name().function()), type);
            case ReduceKernel reduce -> reduce(reduce, entry, type);
            case RowKernel row -> row(row, type);
            case CrossEntropyKernel loss -> loss(loss, type);
            case StepKernel step -> step(step, type);
            default -> throw new IllegalStateException("no run for " + entry);
        };
    }

    private static Runnable map(MapKernel kernel, Elementwise function, ElementType type) {
        Object[] in = new Object[4];
        for (int i = 0; i < function.arity(); i++) {
            Expr flag = new Expr.Flag(i);
            boolean condition =
                    Dag.of(function.expr()).nodes().stream().anyMatch(node -> node.expr().equals(flag));
            in[i] = ones(condition ? ElementType.BOOL : type, ELEMENTS);
        }
        Object out = ones(function.bool() ? ElementType.BOOL : type, ELEMENTS);
        return () -> kernel.run(
                in[0], 0, 1, in[1], 0, 1, in[2], 0, 1, in[3], 0, 1, out, 0, 1, ELEMENTS, PARAMS);
    }

    private static Runnable reduce(ReduceKernel kernel, KernelList.Entry entry, ElementType type) {
        Object in = ones(type, ROWS * ELEMENTS);
        ElementType result =
                switch (entry.name().function()) {
                    case "arg_max", "arg_min" -> ElementType.I64;
                    case "all", "any" -> ElementType.BOOL;
                    case "sum", "prod", "sum_squares" -> type.isFloat() ? type : ElementType.I64;
                    default -> type;
                };
        Object out = ones(result, ELEMENTS);
        return () -> kernel.run(in, 0, 1, ELEMENTS, ROWS, ELEMENTS, out, 0);
    }

    private static Runnable row(RowKernel kernel, ElementType type) {
        Object x = ones(type, ROWS * ELEMENTS);
        Object y = ones(type, ROWS * ELEMENTS);
        Object out = ones(type, ROWS * ELEMENTS);
        return () -> kernel.run(x, 0, ELEMENTS, y, 0, ELEMENTS, out, 0, ELEMENTS, ROWS, ELEMENTS);
    }

    private static Runnable loss(CrossEntropyKernel kernel, ElementType type) {
        Object x = ones(type, ROWS * ELEMENTS);
        Object out = ones(type, ROWS * ELEMENTS);
        Object values = ones(type, ROWS);
        long[] classes = {1, 2};
        return () ->
                kernel.run(x, 0, ELEMENTS, classes, 0, 1, -100, values, 0, 1, out, 0, ELEMENTS, ROWS, ELEMENTS);
    }

    private static Runnable step(StepKernel kernel, ElementType type) {
        Object[] operands = IntStream.range(0, 5).mapToObj(i -> ones(type, ELEMENTS)).toArray();
        int[] offsets = new int[operands.length];
        return () -> kernel.run(operands, offsets, ELEMENTS, PARAMS);
    }

    private static Object ones(ElementType type, int n) {
        Object array = Array.newInstance(type.carrier(), n);
        for (int i = 0; i < n; i++) {
            Array.setByte(array, i, (byte) 1);
        }
        return array;
    }
}
