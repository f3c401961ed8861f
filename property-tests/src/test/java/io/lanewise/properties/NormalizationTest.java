package io.lanewise.properties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lanewise.autograd.Autograd;
import io.lanewise.kernels.Pool;
import io.lanewise.nn.functional.Normalization;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.ShapeException;
import io.lanewise.tensor.Tensor;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Normalizations against their formulas, at lengths around those of vectors and of blocks. */
class NormalizationTest {
    private static final int[] LENGTHS = {1, 2, 15, 16, 17, 31, 32, 33, 64, 100, 1000, 4095, 4097};
    private static final int[] ROWS = {1, 2, 7, 63, 130};
    private static final double EPS = 1e-3;

    private static int pick(int[] from, long seed) {
        return from[(int) Math.floorMod(seed, (long) from.length)];
    }

    private static Tensor dense(long seed, int... sizes) {
        return RandomTensors.dense(Shape.of(sizes), DType.F64, seed);
    }

    private static Tensor formula(Tensor x, Tensor weight, Tensor bias, boolean centered) {
        var c = centered ? x.sub(x.mean(true, -1)) : x;
        var z = c.div(c.square().mean(true, -1).add(EPS).sqrt()).mul(weight);
        return centered ? z.add(bias) : z;
    }

    private static Tensor normalized(Tensor x, Tensor weight, Tensor bias, boolean centered) {
        var shape = Shape.of(x.size(-1));
        return centered
                ? Normalization.layerNorm(x, shape, weight, bias, EPS)
                : Normalization.rmsNorm(x, shape, weight, EPS);
    }

    private static void assertClose(Tensor actual, Tensor expected, double tolerance) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        double[] a = actual.to(DType.F64).toDoubleArray();
        double[] e = expected.toDoubleArray();
        for (int i = 0; i < a.length; i++) {
            assertThat(a[i]).as("element %d", i).isCloseTo(e[i], within(tolerance * (1 + Math.abs(e[i]))));
        }
    }

    @Property(tries = 60)
    void rowsAndTheirGradientsAreThoseOfTheFormula(@ForAll long seed, @ForAll boolean centered, @ForAll boolean f32) {
        int n = pick(LENGTHS, seed);
        int rows = pick(ROWS, seed / 13);
        var type = f32 ? DType.F32 : DType.F64;
        var inputs = List.of(dense(seed, rows, n), dense(seed + 1, n), dense(seed + 2, n));
        var g = dense(seed + 3, rows, n);
        var narrow =
                inputs.stream().map(t -> t.to(type).copy().requiresGrad_(true)).toList();
        inputs.forEach(t -> t.requiresGrad_(true));
        var actual = normalized(narrow.get(0), narrow.get(1), narrow.get(2), centered);
        var expected = formula(inputs.get(0), inputs.get(1), inputs.get(2), centered);
        double tolerance = f32 ? 2e-4 : 1e-10;
        assertClose(actual, expected.detach(), tolerance);
        int count = centered ? 3 : 2;
        var gradients = Autograd.grad(
                actual.mul(g.to(type)).sum(), narrow.subList(0, count).toArray(Tensor[]::new));
        var byFormula =
                Autograd.grad(expected.mul(g).sum(), inputs.subList(0, count).toArray(Tensor[]::new));
        for (int i = 0; i < count; i++) {
            assertClose(gradients.get(i), byFormula.get(i), tolerance * Math.sqrt(rows * 32));
        }
    }

    @Property(tries = 20)
    void bitsDependOnNeitherThreadsNorTheBatch(@ForAll long seed, @ForAll boolean centered) {
        int n = pick(LENGTHS, seed);
        var x = dense(seed, 130, n).to(DType.F32);
        var weight = dense(seed + 1, n).to(DType.F32);
        var all = normalized(x, weight, weight, centered);
        var alone = new AtomicReference<Tensor>();
        Pool.limit(1, () -> alone.set(normalized(x.select(0, 77).copy(), weight, weight, centered)));
        assertThat(all.select(0, 77).toDoubleArray()).isEqualTo(alone.get().toDoubleArray());
    }

    @Property(tries = 10)
    void theGradientsOfWeightsDoNotDependOnThreads(@ForAll long seed, @ForAll boolean centered) {
        var x = dense(seed, 500, 40).to(DType.F32);
        var weight = dense(seed + 1, 40).to(DType.F32).copy().requiresGrad_(true);
        var all = Autograd.grad(normalized(x, weight, weight, centered).square().sum(), weight);
        var alone = new AtomicReference<Tensor>();
        Pool.limit(
                1,
                () -> alone.set(Autograd.grad(
                                normalized(x, weight, weight, centered).square().sum(), weight)
                        .getFirst()));
        assertThat(all.getFirst().toDoubleArray()).isEqualTo(alone.get().toDoubleArray());
    }

    @Example
    void groupsOfOneChannelAreInstances() {
        var x = dense(1, 2, 4, 3, 5);
        var byGroup = Normalization.groupNorm(x, 4, null, null, EPS);
        var byInstance = Normalization.instanceNorm(x, null, null, null, null, true, 0, EPS);
        assertThat(byGroup.toDoubleArray()).isEqualTo(byInstance.toDoubleArray());
    }

    @Example
    void weightsOfOtherSizesAreRefused() {
        assertThatThrownBy(() -> Normalization.layerNorm(dense(1, 2, 3), Shape.of(3), dense(1, 2), null, EPS))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("layerNorm: weight or bias of [2] for [3]");
    }
}
