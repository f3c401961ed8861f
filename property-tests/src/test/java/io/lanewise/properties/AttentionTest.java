package io.lanewise.properties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lanewise.autograd.Autograd;
import io.lanewise.kernels.Pool;
import io.lanewise.nn.functional.Attention;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.ShapeException;
import io.lanewise.tensor.Tensor;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Attention against its formula, at lengths around those of its blocks. */
class AttentionTest {
    private static final int[] LENGTHS = {1, 2, 5, 6, 7, 31, 191, 192, 193, 255, 256, 257, 400};
    private static final int[] WIDTHS = {1, 3, 8, 16, 17, 64};

    private static Tensor dense(DType dtype, long seed, int... sizes) {
        return RandomTensors.dense(Shape.of(sizes), dtype, seed);
    }

    /** softmax(q·kᵀ/√d)·v with all scores at once. */
    private static Tensor formula(Tensor q, Tensor k, Tensor v, @Nullable Tensor mask, boolean causal) {
        var scores = q.matmul(k.mT()).mul(1 / Math.sqrt(q.size(-1)));
        var low = Tensor.scalar(Double.NEGATIVE_INFINITY, q.dtype());
        if (mask != null) {
            scores = mask.dtype() == DType.BOOL ? mask.where(scores, low) : scores.add(mask);
        }
        if (causal) {
            var seen = Tensor.ones(Shape.of(q.size(-2), k.size(-2)), DType.F64).tril(0);
            scores = seen.gt(0.0).where(scores, low);
        }
        return scores.softmax(-1).nanToNum(0, 0, 0).matmul(v);
    }

    private static void assertClose(Tensor actual, Tensor expected, double tolerance) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        double[] a = actual.to(DType.F64).toDoubleArray();
        double[] e = expected.to(DType.F64).toDoubleArray();
        for (int i = 0; i < a.length; i++) {
            assertThat(a[i]).as("element %d", i).isCloseTo(e[i], within(tolerance * (1 + Math.abs(e[i]))));
        }
    }

    private static int pick(int[] from, long seed) {
        return from[(int) Math.floorMod(seed, (long) from.length)];
    }

    @Property(tries = 60)
    void blocksGiveWhatTheFormulaGives(@ForAll long seed, @ForAll boolean causal, @ForAll boolean f32) {
        int n = pick(LENGTHS, seed);
        int m = pick(LENGTHS, seed / 13);
        int d = pick(WIDTHS, seed / 169);
        int e = pick(WIDTHS, seed / 1014);
        var q = dense(DType.F64, seed, 2, n, d);
        var k = dense(DType.F64, seed + 1, 2, m, d);
        var v = dense(DType.F64, seed + 2, 2, m, e);
        var expected = formula(q, k, v, null, causal);
        var type = f32 ? DType.F32 : DType.F64;
        var actual = Attention.scaledDotProductAttention(q.to(type), k.to(type), v.to(type), null, causal, null, false);
        assertThat(actual.dtype()).isEqualTo(type);
        assertClose(actual, expected, f32 ? 1e-4 : 1e-11);
    }

    @Property(tries = 20)
    void masksAreAddedOrSayWhatIsSeen(@ForAll long seed, @ForAll boolean bool) {
        int n = pick(LENGTHS, seed);
        int m = pick(LENGTHS, seed / 13);
        var q = dense(DType.F64, seed, 2, 3, n, 8);
        var k = dense(DType.F64, seed + 1, 2, 3, m, 8);
        var v = dense(DType.F64, seed + 2, 2, 3, m, 5);
        var mask = dense(bool ? DType.BOOL : DType.F64, seed + 3, 2, 1, n, m);
        assertClose(
                Attention.scaledDotProductAttention(q, k, v, mask, false, null, false),
                formula(q, k, v, mask, false),
                1e-11);
    }

    @Property(tries = 10)
    void theGradientsAreThoseOfTheFormula(@ForAll long seed, @ForAll boolean causal, @ForAll boolean masked) {
        int n = pick(LENGTHS, seed);
        int m = pick(LENGTHS, seed / 13);
        var q = dense(DType.F64, seed, 2, n, 9).requiresGrad_(true);
        var k = dense(DType.F64, seed + 1, 2, m, 9).requiresGrad_(true);
        var v = dense(DType.F64, seed + 2, 2, m, 6).requiresGrad_(true);
        var g = dense(DType.F64, seed + 3, 2, n, 6);
        var mask = masked && !causal ? dense(DType.BOOL, seed + 4, n, m) : null;
        var blocks = Attention.scaledDotProductAttention(q, k, v, mask, causal, null, false);
        var actual = Autograd.grad(blocks.mul(g).sum(), q, k, v);
        var expected = Autograd.grad(formula(q, k, v, mask, causal).mul(g).sum(), q, k, v);
        for (int i = 0; i < 3; i++) {
            assertClose(actual.get(i), expected.get(i).nanToNum(0, 0, 0), 1e-10);
        }
    }

    @Example
    void groupedHeadsShareKeysAndValues() {
        var q = dense(DType.F64, 1, 2, 6, 200, 8).requiresGrad_(true);
        var k = dense(DType.F64, 2, 2, 2, 300, 8).requiresGrad_(true);
        var v = dense(DType.F64, 3, 2, 2, 300, 4).requiresGrad_(true);
        var grouped = Attention.scaledDotProductAttention(q, k, v, null, false, null, true);
        var expected = formula(q, k.repeatInterleave(3, 1), v.repeatInterleave(3, 1), null, false);
        assertClose(grouped, expected, 1e-11);
        var actual = Autograd.grad(grouped.square().sum(), q, k, v);
        var gradients = Autograd.grad(expected.square().sum(), q, k, v);
        for (int i = 0; i < 3; i++) {
            assertClose(actual.get(i), gradients.get(i), 1e-10);
        }
    }

    @Property(tries = 10)
    void bitsDependOnNeitherThreadsNorOtherHeadsNorLayout(@ForAll long seed, @ForAll boolean causal) {
        int n = pick(LENGTHS, seed);
        var q = dense(DType.F32, seed, 2, n, 3, 16);
        var k = dense(DType.F32, seed + 1, 2, 257, 3, 16);
        var v = dense(DType.F32, seed + 2, 2, 257, 3, 16);
        var strided = Attention.scaledDotProductAttention(
                q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2), null, causal, null, false);
        var single = new AtomicReference<Tensor>();
        Pool.limit(
                1,
                () -> single.set(
                        Attention.scaledDotProductAttention(head(q), head(k), head(v), null, causal, null, false)));
        assertThat(strided.select(0, 1).select(0, 2).toDoubleArray())
                .isEqualTo(single.get().toDoubleArray());
    }

    /** Head 2 of sample 1, on its own. */
    private static Tensor head(Tensor x) {
        return x.select(0, 1).select(1, 2).copy();
    }

    @Example
    void aQueryThatSeesNoKeyGetsZerosAndGivesNoGradient() {
        var q = dense(DType.F64, 1, 3, 4).requiresGrad_(true);
        var k = dense(DType.F64, 2, 5, 4).requiresGrad_(true);
        var v = dense(DType.F64, 3, 5, 4);
        var mask = Tensor.of(1.0, 0, 1).reshape(3, 1).gt(0.0).expand(3, 5);
        var out = Attention.scaledDotProductAttention(q, k, v, mask, false, null, false);
        assertThat(out.select(0, 1).toDoubleArray()).containsOnly(0);
        var gradients = Autograd.grad(out.sum(), q, k);
        assertThat(gradients.getFirst().select(0, 1).toDoubleArray()).containsOnly(0);
        assertThat(gradients.get(1).isFinite().all().item()).isEqualTo(1);
    }

    @Example
    void shapesThatDoNotGoTogetherAreRefused() {
        var q = dense(DType.F32, 1, 2, 3, 4);
        assertThatThrownBy(() -> Attention.scaledDotProductAttention(q, dense(DType.F32, 1, 2, 3, 5), q))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("scaledDotProductAttention: expected query [.., n, width]");
        var fewer = dense(DType.F32, 1, 3, 3, 4);
        assertThatThrownBy(() -> Attention.scaledDotProductAttention(q, fewer, fewer, null, false, null, true))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("no multiple");
    }
}
