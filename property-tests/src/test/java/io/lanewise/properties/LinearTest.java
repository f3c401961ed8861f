package io.lanewise.properties;

import static io.lanewise.properties.RandomTensors.bits;
import static org.assertj.core.api.Assertions.assertThat;

import io.lanewise.kernels.Pool;
import io.lanewise.properties.RandomTensors.Layout;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.Tensors;
import java.util.List;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Laws of the matrix product, and that no result depends on the number of threads. */
class LinearTest {
    private static Tensor matrix(int rows, int columns, long seed) {
        return RandomTensors.dense(Shape.of(rows, columns), DType.F32, seed);
    }

    /** Small whole numbers, whose products and sums f32 holds exactly: then the laws hold to the bit. */
    private static Tensor whole(int rows, int columns, long seed) {
        return matrix(rows, columns, seed).round();
    }

    @Property(tries = 150)
    void theTransposeOfAProductIsTheProductOfTheTransposesExchanged(
            @ForAll @IntRange(min = 1, max = 50) int m,
            @ForAll @IntRange(min = 1, max = 80) int k,
            @ForAll @IntRange(min = 1, max = 50) int n,
            @ForAll long seed) {
        var a = whole(m, k, seed);
        var b = whole(k, n, seed + 1);
        assertThat(bits(a.matmul(b).t())).isEqualTo(bits(b.t().matmul(a.t())));
    }

    @Property(tries = 150)
    void theProductIsLinearInEachFactor(
            @ForAll @IntRange(min = 1, max = 40) int m,
            @ForAll @IntRange(min = 1, max = 60) int k,
            @ForAll @IntRange(min = 1, max = 40) int n,
            @ForAll long seed) {
        var a = whole(m, k, seed);
        var b = whole(m, k, seed + 1);
        var c = whole(k, n, seed + 2);
        assertThat(bits(a.add(b.mul(3.0)).matmul(c)))
                .isEqualTo(bits(a.matmul(c).add(b.matmul(c).mul(3.0))));
        assertThat(bits(c.t().matmul(a.add(b).t())))
                .isEqualTo(bits(c.t().matmul(a.t()).add(c.t().matmul(b.t()))));
    }

    @Property(tries = 150)
    void aRowDoesNotDependOnTheBatchItIsIn(
            @ForAll @IntRange(min = 2, max = 60) int m,
            @ForAll @IntRange(min = 1, max = 90) int k,
            @ForAll @IntRange(min = 1, max = 60) int n,
            @ForAll Layout layout,
            @ForAll long seed) {
        var a = matrix(m, k, seed);
        var b = RandomTensors.laid(matrix(k, n, seed + 1), layout);
        var whole = a.matmul(b);
        int row = Math.floorMod(seed, m);
        assertThat(bits(a.narrow(0, row, 1).matmul(b))).isEqualTo(bits(whole.narrow(0, row, 1)));
        assertThat(bits(a.narrow(0, row, m - row).matmul(b))).isEqualTo(bits(whole.narrow(0, row, m - row)));
    }

    @Property(tries = 100)
    void batchesAreProductsOneByOne(
            @ForAll @IntRange(min = 1, max = 5) int batch,
            @ForAll @IntRange(min = 1, max = 20) int m,
            @ForAll @IntRange(min = 1, max = 20) int k,
            @ForAll @IntRange(min = 1, max = 20) int n,
            @ForAll long seed) {
        var a = RandomTensors.dense(Shape.of(batch, m, k), DType.F64, seed);
        var b = RandomTensors.dense(Shape.of(batch, k, n), DType.F64, seed + 1);
        var products = a.matmul(b);
        for (int i = 0; i < batch; i++) {
            assertThat(bits(products.select(0, i)))
                    .isEqualTo(bits(a.select(0, i).matmul(b.select(0, i))));
        }
        assertThat(bits(Tensors.einsum("bij,bjk->bik", a, b))).isEqualTo(bits(products));
        assertThat(bits(a.tensordot(b.select(0, 0), new int[] {2}, new int[] {0})))
                .isEqualTo(bits(a.matmul(b.select(0, 0))));
    }

    @Property(tries = 100)
    void linearIsTheProductWithTheTransposeAndTheBias(
            @ForAll @IntRange(min = 1, max = 70) int rows,
            @ForAll @IntRange(min = 1, max = 140) int inputs,
            @ForAll @IntRange(min = 1, max = 70) int outputs,
            @ForAll long seed) {
        var x = whole(rows, inputs, seed);
        var w = whole(outputs, inputs, seed + 1);
        var b = whole(1, outputs, seed + 2).reshape(outputs);
        assertThat(bits(x.linear(w, b))).isEqualTo(bits(x.matmul(w.t()).add(b)));
        assertThat(bits(x.linear(w, null))).isEqualTo(bits(x.matmul(w.t())));
    }

    @Property(tries = 12)
    void theBitsAreTheSameAtOneThreadAndAtTwo(@ForAll @IntRange(min = 1, max = 9) int odd, @ForAll long seed) {
        var x = matrix(257 + odd, 515 + 3 * odd, seed);
        var w = matrix(130 + odd, 515 + 3 * odd, seed + 1);
        var classes = Tensor.arange(x.size(0)).remainder(Tensor.of((long) w.size(0)));
        for (var computation : List.<Supplier<Tensor>>of(
                () -> x.matmul(w.t()),
                () -> x.t().matmul(x),
                () -> x.linear(w, null).crossEntropyPerRow(classes, -100),
                () -> x.sum(),
                () -> x.sum(0),
                () -> x.sum(1),
                () -> x.mean(),
                () -> x.var(1, false, 0),
                () -> x.prod(false, 0),
                () -> x.softmax(0),
                () -> x.logSoftmax(1),
                () -> x.gelu().mul(x).t().copy(),
                () -> x.cumsum(0),
                () -> x.sort(1, true).values(),
                () -> gradient(x, w, classes))) {
            assertThat(limited(1, computation)).isEqualTo(limited(2, computation));
        }
    }

    private static Tensor gradient(Tensor x, Tensor w, Tensor classes) {
        var weight = w.detach().requiresGrad_(true);
        x.linear(weight, null).crossEntropyPerRow(classes, -100).mean().backward();
        return weight.grad();
    }

    private static long[] limited(int threads, Supplier<Tensor> computation) {
        var results = new long[1][];
        Pool.limit(threads, () -> results[0] = bits(computation.get()));
        return results[0];
    }
}
