package io.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.tensor.random.Generator;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SortingTest {
    private static final float NAN = Float.NaN;
    private static final float INF = Float.POSITIVE_INFINITY;

    @Test
    void nanIsTheGreatestAndEqualElementsKeepTheirOrder() {
        var x = Tensor.of(2, NAN, -0f, 0f, -INF, 2, INF);
        assertThat(x.argsort().toLongArray()).containsExactly(4, 2, 3, 0, 5, 6, 1);
        assertThat(x.argsort(0, true).toLongArray()).containsExactly(1, 6, 0, 5, 2, 3, 4);
        assertThat(x.to(DType.F64).argsort().toLongArray())
                .isEqualTo(x.argsort().toLongArray());
        assertThat(x.to(DType.F16).argsort().toLongArray())
                .isEqualTo(x.argsort().toLongArray());
    }

    @Test
    void wideIntegersAreSortedExactly() {
        var x = Tensor.of(Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MIN_VALUE, 0, Long.MAX_VALUE);
        assertThat(x.argsort().toLongArray()).containsExactly(2, 3, 1, 0, 4);
        assertThat(x.argsort(0, true).toLongArray()).containsExactly(0, 4, 1, 3, 2);
    }

    @Test
    void bytesAreSortedByTheirSign() {
        assertThat(Tensor.of(200, 1, 127).to(DType.U8).sort().values().toLongArray())
                .containsExactly(1, 127, 200);
        assertThat(Tensor.of(-100, 1, 127).to(DType.I8).sort().values().toLongArray())
                .containsExactly(-100, 1, 127);
        assertThat(Tensor.of(true, false, true).argsort().toLongArray()).containsExactly(1, 0, 2);
    }

    @Test
    void sortingAlongAnyAxisOfAnyLayoutAgreesWithTheJdk() {
        var x = new Generator(3).randn(40, 50);
        var sorted = x.t().sort(0, false).values();
        for (int row = 0; row < 40; row++) {
            var expected = x.get(row).toFloatArray();
            Arrays.sort(expected);
            assertThat(sorted.select(1, row).toFloatArray()).isEqualTo(expected);
        }
    }

    @Test
    void topkGivesTheGreatestFirst() {
        var top = Tensor.of(1f, 5, 3, 5).topk(3);
        assertThat(top.values().toFloatArray()).containsExactly(5, 5, 3);
        assertThat(top.indices().toLongArray()).containsExactly(1, 3, 2);
        assertThat(Tensor.of(1f, 5, 3).topk(1, 0, false).values().toFloatArray())
                .containsExactly(1);
        assertThatThrownBy(() -> Tensor.of(1f).topk(2))
                .hasMessage("topk: k = 2 is out of range for dimension 0 of size 1; expected 0 to 1");
    }

    @Test
    void theMedianIsTheLowerOfTwoAndNanWhereThereIsOne() {
        var x = Tensor.of(4f, 1, 3, 2, NAN, 0, 7, 5).reshape(2, 4);
        assertThat(x.median(1, false).values().toFloatArray()).containsExactly(2, NAN);
        assertThat(x.median(1, true).indices().shape()).isEqualTo(Shape.of(2, 1));
        assertThat(x.nanmedian(1, false).values().toFloatArray()).containsExactly(2, 5);
        assertThat(Tensor.of(3, 1, 2).median().itemLong()).isEqualTo(2);
        assertThat(x.kthvalue(2, 1, false).values().toFloatArray()).containsExactly(2, 5);
        assertThat(Tensor.of(0x7ff8000000000000L, 1).median().itemLong()).isEqualTo(1);
    }

    @Test
    void theModeIsTheSmallestOfTheMostFrequent() {
        var mode = Tensor.of(3, 1, 3, 1, 2).mode(0, false);
        assertThat(mode.values().itemLong()).isEqualTo(1);
        assertThat(mode.indices().itemLong()).isEqualTo(3);
    }

    @Test
    void runningSumsOfIntegersAreWide() {
        var sum = Tensor.of(Integer.MAX_VALUE, 1).cumsum(0);
        assertThat(sum.dtype()).isEqualTo(DType.I64);
        assertThat(sum.toLongArray()).containsExactly(Integer.MAX_VALUE, Integer.MAX_VALUE + 1L);
        assertThat(Tensor.of(true, true).cumsum(0).toLongArray()).containsExactly(1, 2);
        var x = Tensor.of(1f, 2, 3, 4).reshape(2, 2);
        assertThat(x.cumsum(0).toFloatArray()).containsExactly(1, 2, 4, 6);
        assertThat(x.t().cumprod(0).toFloatArray()).containsExactly(1, 3, 2, 12);
        assertThat(Tensor.scalar(5, DType.F32).cumsum(0).shape()).isEqualTo(Shape.SCALAR);
    }

    @Test
    void runningSumsHaveTheSameBitsForAllLayouts() {
        var x = new Generator(5).randn(3, 50, 300);
        var rows = x.permute(0, 2, 1).contiguous().cumsum(2).permute(0, 2, 1);
        assertThat(x.cumsum(1).toFloatArray()).isEqualTo(rows.toFloatArray());
        assertThat(x.permute(2, 1, 0).cumsum(1).permute(2, 1, 0).toFloatArray()).isEqualTo(rows.toFloatArray());
        var one = Tensor.ones(Shape.of(4, 2), DType.I64).mul(3L);
        assertThat(one.cumprod(0).toLongArray()).containsExactly(3, 3, 9, 9, 27, 27, 81, 81);
    }

    @Test
    void runningExtremaTakeTheLastOfEqualOnesAndKeepNan() {
        var max = Tensor.of(1f, 3, 3, 2, NAN, 5).cummax(0);
        assertThat(max.values().toFloatArray()).containsExactly(1, 3, 3, 3, NAN, NAN);
        assertThat(max.indices().toLongArray()).containsExactly(0, 1, 2, 2, 4, 4);
        assertThat(Tensor.of(2f, 3, 2, NAN, 0).cummin(0).indices().toLongArray())
                .containsExactly(0, 0, 2, 3, 3);
    }

    @Test
    void uniqueElementsRebuildTheTensor() {
        var x = Tensor.of(3L, 1, 3, 2).reshape(2, 2);
        var unique = x.unique();
        assertThat(unique.values().toLongArray()).containsExactly(1, 2, 3);
        assertThat(unique.counts().toLongArray()).containsExactly(1, 1, 2);
        assertThat(unique.values().take(unique.inverse()).toLongArray()).isEqualTo(x.toLongArray());
    }

    @Test
    void searchFindsTheFirstOrTheLastPlace() {
        var sorted = Tensor.of(1f, 3, 3, 5);
        var values = Tensor.of(3f, 0, 9).reshape(3, 1);
        assertThat(sorted.searchsorted(values, false).toLongArray()).containsExactly(1, 0, 4);
        assertThat(sorted.searchsorted(values, true).toLongArray()).containsExactly(3, 0, 4);
        assertThat(values.bucketize(sorted, false).shape()).isEqualTo(Shape.of(3, 1));
    }

    @Test
    void bincountCountsAndSums() {
        assertThat(Tensor.of(1, 3, 1).bincount(0).toLongArray()).containsExactly(0, 2, 0, 1);
        assertThat(Tensor.of(1, 0).bincount(Tensor.of(0.5f, 2), 3).toFloatArray())
                .containsExactly(2, 0.5f, 0);
    }

    @Test
    void emptyDimensionsStayEmpty() {
        var empty = zeros(2, 0);
        assertThat(empty.sort().values().shape()).isEqualTo(Shape.of(2, 0));
        assertThat(empty.cumsum(1).shape()).isEqualTo(Shape.of(2, 0));
        assertThat(empty.cummax(0).values().shape()).isEqualTo(Shape.of(2, 0));
        assertThatThrownBy(() -> empty.median(1, false)).isInstanceOf(ShapeException.class);
    }

    @Test
    void aTensorWithoutDimensionsIsItsOnlyLine() {
        var x = Tensor.scalar(5, DType.F32);
        for (var one :
                new ValuesAndIndices[] {x.sort(), x.topk(1), x.cummax(0), x.median(0, false), x.mode(-1, true)}) {
            assertThat(one.values().shape()).isEqualTo(Shape.SCALAR);
            assertThat(one.values().item()).isEqualTo(5);
            assertThat(one.indices().itemLong()).isZero();
        }
    }

    private static Tensor zeros(int... sizes) {
        return Tensor.zeros(sizes);
    }
}
