package io.lanewise.kernels.fused;

import io.lanewise.expr.Dag;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.Elementwise;
import io.lanewise.expr.Expr;
import io.lanewise.expr.Lowering;
import io.lanewise.kernels.Cpu;
import io.lanewise.kernels.WarmUp;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes elementwise kernels at run time, for functions that the build did not know: chains of functions that a graph
 * joined, derivatives of derivatives. A kernel is a hidden class made with the JDK's class-file API from the same
 * lowered expression that generated kernels come from, so its bits are theirs.
 *
 * <p>Kernels are kept by what they compute, up to {@value #KEPT} of them; the one unused for longest is dropped.
 */
public final class FusedKernels {
    /** Beyond, HotSpot's profiling compiler may give up on a method, whose vectors would then stay objects for good. */
    static final int LONGEST = 1_900;

    /** Vector calls that surely fit: each takes up to some 12 bytes, each constant 10. */
    private static final int MOST_OPERATIONS = 100;

    private static final int KEPT = 1_024;
    private static final Map<Key, FusedKernel> KERNELS = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, FusedKernel> eldest) {
            return size() > KEPT;
        }
    };

    private record Key(String expr, int arity, ElementType type, String layout) {}

    private FusedKernels() {}

    /**
     * The kernel of a function for f32 or f64.
     *
     * @param steps the distances between neighbours in the output and in each operand. Where the output's is 1 and the
     *     others are 0 or 1 the kernel is written for just these; otherwise for any, and is slower
     * @return null for other types
     */
    public static @Nullable FusedKernel find(Elementwise function, ElementType type, int[] steps) {
        if (!type.isFloat()) {
            return null;
        }
        var layout = layout(steps);
        var key = new Key(Dag.of(function.expr()).text(), function.arity(), type, layout);
        synchronized (KERNELS) {
            return KERNELS.computeIfAbsent(key, _ -> compile(function, type, layout));
        }
    }

    /** Whether a function of f32 or f64 makes a kernel in vectors that HotSpot surely compiles. */
    public static boolean fits(Expr expr, ElementType type) {
        var dag = Dag.of(Lowering.lower(expr, type));
        return FusedVectorCode.canEmit(dag) && operations(dag) <= MOST_OPERATIONS;
    }

    /** A condition's operand takes a call for its bits and one for its mask. */
    private static long operations(Dag dag) {
        return dag.nodes().stream()
                .mapToInt(node ->
                        node.expr() instanceof Expr.Flag ? 2 : node.children().isEmpty() ? 0 : 1)
                .sum();
    }

    /** One letter for the output and each operand: dense, single, or any step for all of them. */
    private static String layout(int[] steps) {
        var letters = new StringBuilder();
        boolean known = steps[0] == 1;
        for (int step : steps) {
            known &= step == 0 || step == 1;
            letters.append(step == 0 ? 's' : 'd');
        }
        return known ? letters.toString() : "a".repeat(steps.length);
    }

    private static FusedKernel compile(Elementwise function, ElementType type, String layout) {
        var dag = Dag.of(Lowering.lower(function.expr(), type));
        boolean vector = Cpu.simd()
                && layout.charAt(0) == 'd'
                && FusedVectorCode.canEmit(dag)
                && operations(dag) <= 2 * MOST_OPERATIONS;
        var assembler = new FusedAssembler(dag, function.arity(), function.params(), type, layout);
        if (vector && WarmUp.on()) {
            return new WarmingFused(define(assembler.assemble(false)), () -> define(widest(assembler)));
        }
        return define(vector ? widest(assembler) : assembler.assemble(false));
    }

    /** In vectors, if HotSpot surely compiles that. */
    private static byte[] widest(FusedAssembler assembler) {
        var written = assembler.assemble(true);
        return assembler.length() <= LONGEST ? written : assembler.assemble(false);
    }

    private static FusedKernel define(byte[] written) {
        try {
            var lookup = MethodHandles.lookup().defineHiddenClass(written, true);
            var constructor = lookup.findConstructor(lookup.lookupClass(), MethodType.methodType(void.class));
            return (FusedKernel) constructor.invoke();
        } catch (Throwable e) {
            throw new IllegalStateException("a kernel written at run time was refused", e);
        }
    }

    /** The number of kernels that are kept, for tests. */
    static int kept() {
        synchronized (KERNELS) {
            return KERNELS.size();
        }
    }

    /** The types that kernels are written for. */
    static List<ElementType> types() {
        return List.of(ElementType.F32, ElementType.F64);
    }
}
