package io.lanewise.properties;

import static org.assertj.core.api.Assertions.assertThat;

import io.lanewise.expr.Catalog;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.Elementwise;
import io.lanewise.expr.Interpreter;
import io.lanewise.properties.RandomTensors.Layout;
import io.lanewise.properties.RandomTensors.Recipe;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Engine;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;

/** Results against sums, products and functions computed in f64, with the error that f32 allows. */
class AccuracyTest {
    /** Half a unit in the last place of f32, relative. */
    private static final double EPSILON = 0x1p-24;

    @Provide
    Arbitrary<Recipe> filled() {
        return RandomTensors.recipes(1, 4).filter(recipe -> recipe.shape().elements() > 0);
    }

    /** Functions with a stated error, of real numbers. */
    @Provide
    Arbitrary<Elementwise> functions() {
        return Arbitraries.of(Catalog.all().stream()
                .filter(f -> f.supports(ElementType.F32) && !f.bool() && Double.isFinite(f.maxUlp()))
                .filter(f -> f.params() == 0 && f.arity() <= 2 && !f.equals(Catalog.WHERE))
                .toList());
    }

    @Property(tries = 600)
    void everyFunctionKeepsTheErrorThatTheCatalogStates(
            @ForAll("functions") Elementwise f, @ForAll("filled") Recipe recipe, @ForAll Layout other) {
        var x = recipe.f32();
        var y = RandomTensors.laid(RandomTensors.dense(recipe.shape(), DType.F32, recipe.seed() + 1), other);
        var operands = f.arity() == 1 ? new Tensor[] {x} : new Tensor[] {x, y};
        var actual = Engine.run(new Op.Map(f), operands).toFloatArray();
        var a = x.toDoubleArray();
        var b = y.toDoubleArray();
        var oracle = Interpreter.oracle(f.expr());
        for (int i = 0; i < a.length; i++) {
            double exact = f.arity() == 1 ? oracle.apply(new double[] {a[i]}) : oracle.apply(new double[] {a[i], b[i]});
            boolean inside = a[i] >= f.lower() && a[i] <= f.upper();
            if (inside && !Double.isNaN(exact)) {
                // Half a unit more, since the exact value itself lies between two floats.
                double unit = Math.ulp((float) exact);
                assertThat(Math.abs(actual[i] - exact))
                        .as("%s(%s, %s) is %s, expected %s", f.name(), a[i], b[i], actual[i], exact)
                        .isLessThanOrEqualTo((f.maxUlp() + 0.5) * unit);
            } else if (inside) {
                assertThat(actual[i]).isNaN();
            }
        }
    }

    @Property(tries = 300)
    void aSumIsOffByAtMostTheLogarithmOfItsLength(@ForAll("filled") Recipe recipe, @ForAll int axis) {
        var x = recipe.f32();
        int at = Math.floorMod(axis, x.dim());
        var exact = x.to(DType.F64).moveaxis(at, -1).reshape(-1, x.size(at));
        var actual = x.sum(at).toFloatArray();
        // 32 lanes add n/32 elements each in order, then a tree of five levels adds the lanes.
        double roundings = x.size(at) / 32.0 + 6;
        for (int row = 0; row < actual.length; row++) {
            double sum = 0;
            double magnitudes = 0;
            for (double value : exact.select(0, row).toDoubleArray()) {
                sum += value;
                magnitudes += Math.abs(value);
            }
            assertThat(Math.abs(actual[row] - sum)).isLessThanOrEqualTo(roundings * EPSILON * magnitudes);
        }
    }

    @Property(tries = 200)
    void extremesAreElementsAndStandWhereTheirIndexSays(@ForAll("filled") Recipe recipe, @ForAll int axis) {
        var x = recipe.f32();
        int at = Math.floorMod(axis, x.dim());
        var max = x.max(at, true);
        assertThat(max.values().toFloatArray()).isEqualTo(x.amax(true, at).toFloatArray());
        assertThat(x.gather(at, max.indices()).toFloatArray())
                .isEqualTo(max.values().toFloatArray());
        assertThat(x.le(max.values()).all().itemLong()).isOne();
        assertThat(x.amin(true, at).toFloatArray())
                .isEqualTo(x.neg().amax(true, at).neg().toFloatArray());
    }

    @Property(tries = 200)
    void theVarianceIsThatOfTwoPassesInF64(@ForAll("filled") Recipe recipe) {
        var x = recipe.f32();
        var values = x.toDoubleArray();
        double mean = Arrays.stream(values).average().orElseThrow();
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        assertThat(x.var(0, false).item()).isCloseTo(squares / values.length, Offset.offset(1e-5));
        assertThat(x.mean().item()).isCloseTo(mean, Offset.offset(1e-5));
    }

    @Property(tries = 200)
    void aProductOfMatricesIsOffByAtMostItsInnerSize(
            @ForAll @IntRange(min = 0, max = 70) int m,
            @ForAll @IntRange(min = 1, max = 130) int k,
            @ForAll @IntRange(min = 1, max = 70) int n,
            @ForAll Layout left,
            @ForAll Layout right,
            @ForAll long seed) {
        var a = RandomTensors.laid(RandomTensors.dense(Shape.of(m, k), DType.F32, seed), left);
        var b = RandomTensors.laid(RandomTensors.dense(Shape.of(k, n), DType.F32, seed + 1), right);
        var actual = a.matmul(b).toFloatArray();
        var x = a.toDoubleArray();
        var y = b.toDoubleArray();
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                double magnitudes = 0;
                for (int t = 0; t < k; t++) {
                    sum += x[i * k + t] * y[t * n + j];
                    magnitudes += Math.abs(x[i * k + t] * y[t * n + j]);
                }
                assertThat(Math.abs(actual[i * n + j] - sum)).isLessThanOrEqualTo(k * EPSILON * magnitudes);
            }
        }
    }

    @Property(tries = 200)
    void aRowOfSoftmaxIsThatOfF64AndSumsToOne(@ForAll("filled") Recipe recipe) {
        var x = recipe.f32();
        int n = x.size(-1);
        var actual = x.softmax(-1).reshape(-1, n);
        var logs = x.logSoftmax(-1).reshape(-1, n).toFloatArray();
        var rows = x.to(DType.F64).reshape(-1, n).toDoubleArray();
        var values = actual.toFloatArray();
        for (int row = 0; row < values.length / n; row++) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += Math.exp(rows[row * n + i]);
            }
            for (int i = 0; i < n; i++) {
                double exact = Math.exp(rows[row * n + i]) / sum;
                assertThat((double) values[row * n + i]).isCloseTo(exact, Offset.offset(16 * EPSILON * exact));
                assertThat((double) logs[row * n + i]).isCloseTo(Math.log(exact), Offset.offset(4e-6));
            }
        }
        assertThat(actual.sum(-1).sub(1.0).abs().amax().item()).isLessThan(1e-6);
    }

    @Property(tries = 100)
    void softmaxDoesNotNoticeAShift(@ForAll("filled") Recipe recipe, @ForAll @IntRange(min = -50, max = 50) int shift) {
        // Whole numbers are shifted without rounding, so that not a bit may differ.
        var x = recipe.f32().mul(8.0).round();
        assertThat(x.add((double) shift).softmax(-1).toFloatArray())
                .isEqualTo(x.softmax(-1).toFloatArray());
    }

    @Property(tries = 100)
    void theCrossEntropyOfARowIsMinusItsLogSoftmaxAtTheClass(
            @ForAll @IntRange(min = 1, max = 40) int rows,
            @ForAll @IntRange(min = 1, max = 40) int classes,
            @ForAll long seed) {
        var logits = RandomTensors.dense(Shape.of(rows, classes), DType.F32, seed);
        var random = new SplittableRandom(seed);
        var target = Tensor.of(random.longs(rows, 0, classes).toArray());
        var expected =
                logits.logSoftmax(1).gather(1, target.unsqueeze(1)).squeeze(1).neg();
        assertThat(logits.crossEntropyPerRow(target, -100)
                        .sub(expected)
                        .abs()
                        .amax()
                        .item())
                .isLessThan(2e-6);
    }
}
