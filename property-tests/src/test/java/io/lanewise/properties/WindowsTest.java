package io.lanewise.properties;

import static io.lanewise.properties.RandomTensors.gradcheck;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lanewise.nn.functional.Convolution;
import io.lanewise.nn.functional.Pooling;
import io.lanewise.nn.functional.Resampling;
import io.lanewise.nn.functional.Window;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Pooling and convolution against plain loops over windows, and the laws that bind them. */
class WindowsTest {
    /** Windows over two dimensions of at least seven elements. */
    @Provide
    Arbitrary<Window> windows() {
        var kernels = Arbitraries.integers().between(1, 3).array(int[].class).ofSize(2);
        var strides = Arbitraries.integers().between(1, 3).array(int[].class).ofSize(2);
        var paddings = Arbitraries.integers().between(0, 1).array(int[].class).ofSize(2);
        var dilations = Arbitraries.integers().between(1, 2).array(int[].class).ofSize(2);
        return Combinators.combine(kernels, strides, paddings, dilations, Arbitraries.of(false, true))
                .as((k, s, p, d, ceil) ->
                        new Window(k, s, new int[] {Math.min(p[0], k[0] / 2), Math.min(p[1], k[1] / 2)}, d, ceil));
    }

    private static Tensor images(int batch, int height, int width, long seed) {
        return RandomTensors.dense(Shape.of(batch, height, width), DType.F64, seed);
    }

    /** The number of windows along a dimension, by PyTorch's formula. */
    private static int count(Window w, int i, int size) {
        int room = size + 2 * w.padding()[i] - w.dilation()[i] * (w.kernel()[i] - 1) - 1;
        int count = (w.ceil() ? Math.ceilDiv(room, w.stride()[i]) : room / w.stride()[i]) + 1;
        return w.ceil() && (count - 1) * w.stride()[i] >= size + w.padding()[i] ? count - 1 : count;
    }

    /** What is asked of each element of a window. */
    private interface Visit {
        void element(int row, int column, boolean inside);
    }

    private static void visit(Window w, int top, int left, int height, int width, Visit visit) {
        for (int i = 0; i < w.kernel()[0]; i++) {
            for (int j = 0; j < w.kernel()[1]; j++) {
                int row = top * w.stride()[0] - w.padding()[0] + i * w.dilation()[0];
                int column = left * w.stride()[1] - w.padding()[1] + j * w.dilation()[1];
                visit.element(row, column, row >= 0 && row < height && column >= 0 && column < width);
            }
        }
    }

    @Property(tries = 150)
    void maxPoolingFindsTheGreatestElementOfEachWindowAndWhereItStands(
            @ForAll("windows") Window w,
            @ForAll @IntRange(min = 7, max = 10) int height,
            @ForAll @IntRange(min = 7, max = 10) int width,
            @ForAll long seed) {
        var x = images(2, height, width, seed);
        var pooled = Pooling.max(x, w);
        int rows = count(w, 0, height);
        int columns = count(w, 1, width);
        assertThat(pooled.values().shape()).isEqualTo(Shape.of(2, rows, columns));
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                double[] best = {Double.NEGATIVE_INFINITY, -1};
                visit(w, r, c, height, width, (row, column, inside) -> {
                    double value = inside ? x.get(1, row, column).item() : Double.NEGATIVE_INFINITY;
                    if (value > best[0]) {
                        best[0] = value;
                        best[1] = row * width + column;
                    }
                });
                assertThat(pooled.values().get(1, r, c).item()).isEqualTo(best[0]);
                assertThat(pooled.indices().get(1, r, c).itemLong()).isEqualTo((long) best[1]);
            }
        }
        var back = Pooling.maxUnpool(pooled.values(), pooled.indices(), height, width);
        assertThat(back.shape()).isEqualTo(x.shape());
        assertThat(back.ne(0L).logicalNot().logicalOr(back.eq(x)).all().itemLong())
                .isOne();
    }

    @Property(tries = 150)
    void averagePoolingIsTheMeanOfWhatCounts(
            @ForAll("windows") Window drawn,
            @ForAll @IntRange(min = 7, max = 10) int height,
            @ForAll @IntRange(min = 7, max = 10) int width,
            @ForAll boolean countPadding,
            @ForAll long seed) {
        var w = new Window(drawn.kernel(), drawn.stride(), drawn.padding(), new int[] {1, 1}, drawn.ceil());
        var x = images(2, height, width, seed);
        var pooled = Pooling.average(x, w, countPadding, 0);
        for (int r = 0; r < pooled.size(1); r++) {
            for (int c = 0; c < pooled.size(2); c++) {
                double[] sum = {0, 0};
                visit(w, r, c, height, width, (row, column, inside) -> {
                    boolean padded = row < height + w.padding()[0] && column < width + w.padding()[1];
                    sum[0] += inside ? x.get(1, row, column).item() : 0;
                    sum[1] += inside || countPadding && padded ? 1 : 0;
                });
                assertThat(pooled.get(1, r, c).item()).isCloseTo(sum[0] / sum[1], within(1e-12));
            }
        }
    }

    @Property(tries = 100)
    void aConvolutionIsTheSumOfProductsInEachWindow(
            @ForAll("windows") Window drawn,
            @ForAll @IntRange(min = 1, max = 3) int groups,
            @ForAll @IntRange(min = 1, max = 2) int channels,
            @ForAll @IntRange(min = 1, max = 2) int filters,
            @ForAll long seed) {
        var w = new Window(drawn.kernel(), drawn.stride(), drawn.padding(), drawn.dilation(), false);
        var x = RandomTensors.dense(Shape.of(2, groups * channels, 7, 8), DType.F64, seed);
        var weight = RandomTensors.dense(
                Shape.of(groups * filters, channels, w.kernel()[0], w.kernel()[1]), DType.F64, seed + 1);
        var bias = RandomTensors.dense(Shape.of(groups * filters), DType.F64, seed + 2);
        var y = Convolution.convolve(x, weight, bias, w, groups);
        assertThat(y.shape()).isEqualTo(Shape.of(2, groups * filters, count(w, 0, 7), count(w, 1, 8)));
        int filter = groups * filters - 1;
        for (int r = 0; r < y.size(2); r++) {
            for (int c = 0; c < y.size(3); c++) {
                double[] sum = {bias.get(filter).item()};
                int top = r * w.stride()[0] - w.padding()[0];
                int left = c * w.stride()[1] - w.padding()[1];
                visit(w, r, c, 7, 8, (row, column, inside) -> {
                    for (int channel = 0; channel < channels && inside; channel++) {
                        int i = (row - top) / w.dilation()[0];
                        int j = (column - left) / w.dilation()[1];
                        sum[0] += x.get(1, (groups - 1) * channels + channel, row, column)
                                        .item()
                                * weight.get(filter, channel, i, j).item();
                    }
                });
                assertThat(y.get(1, filter, r, c).item()).isCloseTo(sum[0], within(1e-11));
            }
        }
    }

    @Property(tries = 100)
    void theTransposedConvolutionIsTheTransposeOfTheConvolution(
            @ForAll("windows") Window drawn, @ForAll @IntRange(min = 1, max = 2) int groups, @ForAll long seed) {
        var w = new Window(drawn.kernel(), drawn.stride(), drawn.padding(), drawn.dilation(), false);
        var x = RandomTensors.dense(Shape.of(1, 2 * groups, 7, 8), DType.F64, seed);
        var weight = RandomTensors.dense(Shape.of(3 * groups, 2, w.kernel()[0], w.kernel()[1]), DType.F64, seed + 1);
        var y = Convolution.convolve(x, weight, null, w, groups);
        var other = RandomTensors.dense(y.shape(), DType.F64, seed + 2);
        int[] more = {
            x.size(2) - reach(w, 0, y.size(2)), x.size(3) - reach(w, 1, y.size(3)),
        };
        var back = Convolution.transposed(other, weight, null, w, more, groups);
        assertThat(back.shape()).isEqualTo(x.shape());
        assertThat(back.mul(x).sum().item()).isCloseTo(y.mul(other).sum().item(), within(1e-9));
    }

    /** The size of the smallest input that has so many windows. */
    private static int reach(Window w, int i, int windows) {
        return (windows - 1) * w.stride()[i] - 2 * w.padding()[i] + w.dilation()[i] * (w.kernel()[i] - 1) + 1;
    }

    @Property(tries = 15)
    void theirGradientsAgreeWithDifferences(@ForAll("windows") Window drawn, @ForAll long seed) {
        var w = new Window(drawn.kernel(), drawn.stride(), drawn.padding(), drawn.dilation(), drawn.ceil());
        var plain = new Window(drawn.kernel(), drawn.stride(), drawn.padding(), drawn.dilation(), false);
        var x = images(1, 7, 7, seed);
        var weight = RandomTensors.dense(Shape.of(2, 1, w.kernel()[0], w.kernel()[1]), DType.F64, seed + 1);
        gradcheck(in -> Pooling.max(in.getFirst(), w).values(), x);
        gradcheck(in -> Pooling.average(in.getFirst(), Window.of(w.kernel()), true, 0), x);
        gradcheck(in -> Convolution.convolve(in.get(0), in.get(1), null, plain, 1), x, weight);
        gradcheck(
                in -> Convolution.transposed(in.get(0), in.get(1), null, plain, new int[2], 1),
                images(1, 3, 3, seed),
                RandomTensors.dense(Shape.of(1, 2, w.kernel()[0], w.kernel()[1]), DType.F64, seed + 2));
    }

    @Property(tries = 60)
    void resamplingToTheSameSizeChangesNothingAndConstantsStay(
            @ForAll @IntRange(min = 1, max = 9) int size,
            @ForAll @IntRange(min = 1, max = 12) int wanted,
            @ForAll Resampling.Mode mode,
            @ForAll boolean alignCorners,
            @ForAll long seed) {
        var x = RandomTensors.dense(Shape.of(1, 2, size), DType.F64, seed);
        var same = Resampling.resize(x, mode, alignCorners, new int[] {size}, new double[1]);
        assertThat(same.allClose(x, 1e-12, 1e-12, false)).isTrue();
        var constant = Tensor.full(x.shape(), 1.5, DType.F64);
        var resized = Resampling.resize(constant, mode, alignCorners, new int[] {wanted}, new double[1]);
        assertThat(resized.sub(1.5).abs().amax().item()).isLessThan(1e-12);
    }
}
