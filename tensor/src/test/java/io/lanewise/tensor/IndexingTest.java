package io.lanewise.tensor;

import static io.lanewise.tensor.Index.all;
import static io.lanewise.tensor.Index.at;
import static io.lanewise.tensor.Index.ellipsis;
import static io.lanewise.tensor.Index.newAxis;
import static io.lanewise.tensor.Index.slice;
import static io.lanewise.tensor.Index.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class IndexingTest {
    /** 0 to 23, of shape [2, 3, 4]. */
    private final Tensor x = Tensor.arange(24).reshape(2, 3, 4);

    private static void assertIs(Tensor actual, int[] sizes, long... values) {
        assertThat(actual.shape().toArray()).isEqualTo(sizes);
        assertThat(actual.toLongArray()).isEqualTo(values);
    }

    private static int[] sizes(int... sizes) {
        return sizes;
    }

    @Test
    void gettingOnePlaceDropsItsDimension() {
        assertIs(x.get(1, -1), sizes(4), 20, 21, 22, 23);
        assertThat(x.get(1, 2, 3).itemLong()).isEqualTo(23);
        assertThat(x.get(0).storage()).isSameAs(x.storage());
    }

    @Test
    void aPlaceBeyondTheDimensionIsRefused() {
        assertThatThrownBy(() -> x.select(1, 3))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("select: index 3 is out of range for dimension 1 of size 3");
        assertThatThrownBy(() -> x.narrow(2, 2, 3))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("narrow: start 2 and length 3 leave dimension 2 of size 4");
        assertThatThrownBy(() -> x.get(0, 0, 0, 0)).isInstanceOf(ShapeException.class);
    }

    @Test
    void slicesFollowPython() {
        var v = Tensor.arange(10);
        assertIs(v.slice(0, 2, 7, 2), sizes(3), 2, 4, 6);
        assertIs(v.slice(0, -3, Index.END), sizes(3), 7, 8, 9);
        assertIs(v.slice(0, -100, 100, 4), sizes(3), 0, 4, 8);
        assertIs(v.slice(0, 7, 3), sizes(0));
        assertIs(v.slice(0, Index.END, Index.BEGIN, -3), sizes(4), 9, 6, 3, 0);
        assertIs(v.slice(0, 5, 1, -2), sizes(2), 5, 3);
        assertThatThrownBy(() -> v.slice(0, 0, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void integersSlicesAndNewAxesGiveViews() {
        var part = x.index(ellipsis(), newAxis(), slice(1, 3));
        assertThat(part.storage()).isSameAs(x.storage());
        assertThat(part.shape()).isEqualTo(Shape.of(2, 3, 1, 2));
        assertIs(x.index(at(1), all(), at(0)), sizes(3), 12, 16, 20);
        assertIs(x.index(), sizes(2, 3, 4), x.toLongArray());
    }

    @Test
    void indexTensorsSideBySideStayInPlace() {
        var rows = Tensor.of(0L, 2, -1);
        var columns = Tensor.of(3L, 0, 1);
        assertIs(indexed(all(), tensor(rows), tensor(columns)), sizes(2, 3), 3, 8, 9, 15, 20, 21);
    }

    private Tensor indexed(Index... parts) {
        return x.index(parts);
    }

    @Test
    void indexTensorsAreBroadcastToEachOther() {
        var blocks = Tensor.of(0L, 1).reshape(2, 1);
        var rows = Tensor.of(1L, 2);
        assertIs(indexed(tensor(blocks), tensor(rows), at(0)), sizes(2, 2), 4, 8, 16, 20);
    }

    @Test
    void separatedIndexTensorsPutTheirDimensionsInFront() {
        var blocks = Tensor.of(1L, 0, 1);
        var columns = Tensor.of(0L, 3, 2);
        assertIs(indexed(tensor(blocks), all(), tensor(columns)), sizes(3, 3), 12, 16, 20, 3, 7, 11, 14, 18, 22);
    }

    @Test
    void aMaskSelectsWhereItIsTrue() {
        var mask = Tensor.of(false, true, false, true, false, false).reshape(2, 3);
        assertIs(indexed(tensor(mask)), sizes(2, 4), 4, 5, 6, 7, 12, 13, 14, 15);
        assertIs(x.maskedSelect(Tensor.of(true, false, false, true).reshape(4)).narrow(0, 0, 3), sizes(3), 0, 3, 4);
        assertThatThrownBy(() -> x.index(all(), tensor(Tensor.of(true, false))))
                .hasMessage("index: a mask of shape [2] for dimensions of sizes [3] of shape [2, 3, 4]");
    }

    @Test
    void selectingOnATransposedViewReadsTheSameElements() {
        var transposed = x.permute(2, 0, 1);
        var index = Tensor.of(3L, 0);
        assertThat(transposed.indexSelect(0, index).toLongArray())
                .isEqualTo(transposed.contiguous().indexSelect(0, index).toLongArray());
        assertIs(x.indexSelect(1, Tensor.of(2, 0)).select(0, 0), sizes(2, 4), 8, 9, 10, 11, 0, 1, 2, 3);
        assertIs(Tensor.arange(5).slice(0, 0, 5, 2).indexSelect(0, Tensor.of(2L, 2, 0)), sizes(3), 4, 4, 0);
    }

    @Test
    void anIndexBeyondTheDimensionIsRefusedByName() {
        assertThatThrownBy(() -> x.indexSelect(1, Tensor.of(0L, 3)))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("indexSelect: index 3 is out of range for dimension 1 of size 3");
        assertThatThrownBy(() ->
                        x.gather(2, Tensor.zeros(Shape.of(2, 3, 4), DType.I64).sub(1L)))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("gather: index -1 is out of range for dimension 2 of size 4");
        assertThatThrownBy(() -> x.indexSelect(0, Tensor.of(0f))).isInstanceOf(DTypeException.class);
    }

    @Test
    void gatherReadsAtTheNamedPlaces() {
        var m = Tensor.of(1f, 2, 3, 4, 5, 6).reshape(2, 3);
        var index = Tensor.of(0L, 1, 1, 0).reshape(2, 2);
        assertThat(m.gather(0, index).toFloatArray()).containsExactly(1, 5, 4, 2);
        assertThat(m.gather(1, index).toFloatArray()).containsExactly(1, 2, 5, 4);
        assertThat(m.t().gather(0, index).toFloatArray()).containsExactly(1, 5, 2, 4);
        assertThat(m.takeAlongDim(Tensor.of(2L).reshape(1, 1), 1).toFloatArray())
                .containsExactly(3, 6);
        assertThat(m.take(Tensor.of(-1L, 0)).toFloatArray()).containsExactly(6, 1);
        assertThatThrownBy(() -> m.gather(0, Tensor.zeros(Shape.of(1, 4), DType.I64)))
                .isInstanceOf(ShapeException.class);
    }

    @Test
    void gatherKeepsEveryElementType() {
        for (var dtype : DType.values()) {
            var t = Tensor.of(0L, 1, 1, 0).to(dtype);
            assertThat(t.gather(0, Tensor.of(1L, 0)).dtype()).isEqualTo(dtype);
            assertThat(t.gather(0, Tensor.of(1L, 0)).toLongArray()).containsExactly(1, 0);
            assertThat(t.indexSelect(0, Tensor.of(2L)).toLongArray()).containsExactly(1);
        }
    }

    @Test
    void nonzeroNamesPlacesInRowMajorOrder() {
        assertIs(Tensor.of(0f, 1, Float.NaN, -0f, 2, 0).reshape(2, 3).nonzero(), sizes(3, 2), 0, 1, 0, 2, 1, 1);
        assertIs(Tensor.scalar(2, DType.F32).nonzero(), sizes(1, 0));
        assertThat(x.countNonzero().itemLong()).isEqualTo(23);
    }
}
