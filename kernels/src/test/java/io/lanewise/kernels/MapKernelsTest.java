package io.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lanewise.expr.Catalog;
import io.lanewise.expr.Dag;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.Elementwise;
import io.lanewise.expr.Expr;
import io.lanewise.expr.Interpreter;
import io.lanewise.expr.KernelName;
import io.lanewise.expr.MapLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MapKernelsTest {
    private static final Map<String, Elementwise> FUNCTIONS = functions();
    private static final double[] PARAMS = {0.75, 1.5, -2};

    private static Map<String, Elementwise> functions() {
        var functions = new TreeMap<String, Elementwise>();
        for (var function : Catalog.all()) {
            functions.put(function.name(), function);
            for (int i = 0; i < function.arity(); i++) {
                var partial = function.partial(i);
                if (partial != null) {
                    functions.put(partial.function().name(), partial.function());
                }
            }
        }
        return functions;
    }

    static Stream<KernelList.Entry> kernels() {
        return KernelList.all().stream().filter(entry -> entry.family() == KernelList.Family.MAP);
    }

    static Stream<KernelList.Entry> vectorKernels() {
        return kernels().filter(entry -> entry.vectorClass() != null);
    }

    static Stream<KernelList.Entry> denseKernels() {
        return kernels().filter(entry -> layout(entry) == MapLayout.DENSE);
    }

    static Stream<KernelList.Entry> otherLayouts() {
        return kernels().filter(entry -> layout(entry) != MapLayout.DENSE);
    }

    private static MapLayout layout(KernelList.Entry entry) {
        return MapLayout.valueOf(entry.name().layout().toUpperCase(Locale.ROOT));
    }

    private static Elementwise function(KernelList.Entry entry) {
        return Objects.requireNonNull(FUNCTIONS.get(entry.name().function()));
    }

    /** The operands of a function: arrays of its type, bools where it wants a condition. */
    private static List<Object> operands(Elementwise function, ElementType type, int length, long seed) {
        var operands = new ArrayList<Object>();
        for (int i = 0; i < function.arity(); i++) {
            var flag = new Expr.Flag(i);
            boolean condition = Dag.of(function.expr()).nodes().stream()
                    .anyMatch(node -> node.expr().equals(flag));
            operands.add(Samples.array(condition ? ElementType.BOOL : type, length, seed + i));
        }
        return operands;
    }

    private static Object at(List<Object> operands, int i) {
        return i < operands.size() ? operands.get(i) : null;
    }

    private static Object run(
            MapKernel kernel, Elementwise f, ElementType type, List<Object> in, int[] offsets, int[] steps, int n) {
        var out = Samples.zeros(f.bool() ? ElementType.BOOL : type, 3 + 2 * n);
        kernel.run(
                at(in, 0),
                offsets[0],
                steps[0],
                at(in, 1),
                offsets[1],
                steps[1],
                at(in, 2),
                offsets[2],
                steps[2],
                at(in, 3),
                offsets[3],
                steps[3],
                out,
                3,
                1,
                n,
                PARAMS);
        return out;
    }

    @ParameterizedTest
    @MethodSource("vectorKernels")
    void aVectorKernelGivesTheBitsOfTheScalarOne(KernelList.Entry entry) {
        assumeTrue(Cpu.simd());
        var f = function(entry);
        var type = entry.name().type();
        var vector = Objects.requireNonNull(MapKernels.vector(f, type, layout(entry)));
        var scalar = Objects.requireNonNull(MapKernels.scalar(f, type, layout(entry)));
        int width = Cpu.vectorBits() / (8 * type.bytes());
        int[] offsets = {1, 0, 2, 0};
        for (int n : new int[] {0, 1, width - 1, width, width + 1, 2 * width, 2 * width + 1, 7 * width + 3}) {
            var in = operands(f, type, n + 3, n);
            assertThat(Samples.text(run(vector, f, type, in, offsets, new int[] {1, 1, 1, 1}, n)))
                    .as("%s of %s", entry, in.stream().map(Samples::text).toList())
                    .isEqualTo(Samples.text(run(scalar, f, type, in, offsets, new int[] {1, 1, 1, 1}, n)));
        }
    }

    @ParameterizedTest
    @MethodSource("denseKernels")
    void aKernelGivesTheBitsOfTheInterpreter(KernelList.Entry entry) {
        var f = function(entry);
        var type = entry.name().type();
        int n = 200;
        var in = operands(f, type, n, 7);
        var kernel = Objects.requireNonNull(MapKernels.scalar(f, type, MapLayout.DENSE));
        var out = run(kernel, f, type, in, new int[4], new int[] {1, 1, 1, 1}, n);
        var model = Interpreter.model(f.expr(), type);
        var expected = Samples.zeros(f.bool() ? ElementType.BOOL : type, 3 + 2 * n);
        for (int i = 0; i < n; i++) {
            Samples.put(expected, 3 + i, interpret(model, type, in, i));
        }
        assertThat(Samples.text(out))
                .as("%s of %s", entry, in.stream().map(Samples::text).toList())
                .isEqualTo(Samples.text(expected));
    }

    private static Number interpret(Interpreter model, ElementType type, List<Object> in, int i) {
        if (type.isFloat()) {
            return model.apply(in.stream().mapToDouble(x -> Samples.get(x, i)).toArray(), PARAMS);
        }
        long[] operands = in.stream()
                .mapToLong(x -> Samples.getLong(x, i) & (type == ElementType.U8 ? 0xff : -1))
                .toArray();
        return model.applyToIntegers(operands, PARAMS);
    }

    @ParameterizedTest
    @MethodSource("otherLayouts")
    void aLayoutChangesNoBit(KernelList.Entry entry) {
        var f = function(entry);
        var type = entry.name().type();
        int n = 37;
        int[] steps =
                switch (layout(entry)) {
                    case LEFT -> new int[] {0, 1, 1, 1};
                    case RIGHT -> new int[] {1, 0, 1, 1};
                    case STRIDED -> new int[] {2, 3, 1, 2};
                    case DENSE -> throw new AssertionError();
                };
        int[] offsets = {2, 1, 0, 1};
        var in = operands(f, type, 3 * n + 3, 42);
        var dense = new ArrayList<Object>();
        for (int i = 0; i < in.size(); i++) {
            dense.add(Samples.take(in.get(i), offsets[i], steps[i], n));
        }
        var kernel = Objects.requireNonNull(MapKernels.find(f, type, layout(entry)));
        var reference = Objects.requireNonNull(MapKernels.scalar(f, type, MapLayout.DENSE));
        assertThat(Samples.text(run(kernel, f, type, in, offsets, steps, n)))
                .isEqualTo(Samples.text(run(reference, f, type, dense, new int[4], new int[] {1, 1, 1, 1}, n)));
    }

    @Test
    void everyFunctionHasItsKernels() {
        for (var function : FUNCTIONS.values()) {
            for (var type : function.types()) {
                assertThat(MapKernels.find(function, type, MapLayout.DENSE))
                        .as("%s", function)
                        .isNotNull();
                assertThat(MapKernels.find(function, type, MapLayout.STRIDED))
                        .as("%s", function)
                        .isNotNull();
            }
        }
    }

    @Test
    void aNameIsParsedBackIntoItsParts() {
        for (var entry : KernelList.all()) {
            assertThat(KernelName.parse(entry.name().toString())).isEqualTo(entry.name());
        }
    }

    @Test
    void theResultMayReplaceAnOperand() {
        for (var type : ElementType.FLOATS) {
            var kernel = Objects.requireNonNull(MapKernels.find(Catalog.ADD, type, MapLayout.DENSE));
            var a = Samples.array(type, 100, 1);
            var b = Samples.array(type, 100, 2);
            var apart = Samples.zeros(type, 100);
            kernel.run(a, 0, 1, b, 0, 1, null, 0, 0, null, 0, 0, apart, 0, 1, 100, PARAMS);
            kernel.run(a, 0, 1, b, 0, 1, null, 0, 0, null, 0, 0, a, 0, 1, 100, PARAMS);
            assertThat(Samples.sameBits(a, apart)).isTrue();
        }
    }
}
