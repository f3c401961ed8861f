package io.lanewise.perf;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.Cpu;
import io.lanewise.kernels.Epilogue;
import io.lanewise.kernels.KernelList;
import io.lanewise.kernels.KernelRun;
import io.lanewise.kernels.MatMul;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something to measure.
 *
 * @param flops operations of one run
 * @param bytes bytes that one run must read and write
 * @param run makes a run
 * @param peer makes the same work of OpenBLAS, or null
 */
record Subject(
        String name,
        ElementType type,
        double flops,
        double bytes,
        Supplier<Runnable> run,
        @Nullable Supplier<Runnable> peer) {

    /** Arrays of 64 KB in f32: out of the first-level cache, within the second. */
    private static final int ELEMENTS = 16 << 10;

    private static final int[][] PRODUCTS = {
        {64, 64, 64},
        {128, 128, 128},
        {256, 256, 256},
        {512, 512, 512},
        {1024, 1024, 1024},
        {64, 128, 784},
        {64, 784, 128},
        {1, 768, 768},
        {16, 3072, 768},
        {128, 3072, 768}
    };

    /** All kernels of the list and a choice of matrix products. */
    static List<Subject> all() {
        List<Subject> all = new ArrayList<>();
        for (int[] shape : PRODUCTS) {
            for (ElementType type : ElementType.FLOATS) {
                all.add(product(type, shape[0], shape[1], shape[2]));
            }
        }
        KernelList.all().forEach(entry -> all.add(kernel(entry)));
        return all;
    }

    private static Subject kernel(KernelList.Entry entry) {
        boolean vector = Cpu.simd() && entry.vectorClass() != null;
        return new Subject(
                entry.name().toString(),
                entry.name().type(),
                (double) entry.flops() * ELEMENTS,
                (double) entry.bytes() * ELEMENTS,
                () -> KernelRun.of(entry, vector, ELEMENTS),
                null);
    }

    private static Subject product(ElementType type, int m, int n, int k) {
        return new Subject(
                "%s_matmul_%dx%dx%d".formatted(type.lower(), m, n, k),
                type,
                2.0 * m * n * k,
                (double) type.bytes() * ((double) m * k + (double) k * n + (double) m * n),
                () -> product(type, m, n, k, ones(type, m * k), ones(type, k * n), ones(type, m * n)),
                type == ElementType.F32 ? () -> OpenBlas.product(m, n, k) : null);
    }

    private static Runnable product(ElementType type, int m, int n, int k, Object a, Object b, Object c) {
        return () -> MatMul.run(type, m, n, k, a, 0, k, 1, b, 0, n, 1, c, 0, n, Epilogue.STORE);
    }

    private static Object ones(ElementType type, int n) {
        Object array = Array.newInstance(type.carrier(), n);
        switch (array) {
            case float[] floats -> Arrays.fill(floats, 1);
            case double[] doubles -> Arrays.fill(doubles, 1);
            default -> throw new IllegalArgumentException("matmul: elements are " + type.lower());
        }
        return array;
    }
}
