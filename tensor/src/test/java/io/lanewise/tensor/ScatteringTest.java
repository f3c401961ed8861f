package io.lanewise.tensor;

import static io.lanewise.tensor.Index.all;
import static io.lanewise.tensor.Index.at;
import static io.lanewise.tensor.Index.slice;
import static io.lanewise.tensor.Index.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.kernels.Pool;
import org.junit.jupiter.api.Test;

class ScatteringTest {
    private static Tensor zeros(int... sizes) {
        return Tensor.zeros(sizes);
    }

    @Test
    void scatterWritesAtTheNamedPlacesAndTheLastStays() {
        var index = Tensor.of(0L, 2, 1, 0, 0, 0).reshape(2, 3);
        var source = Tensor.of(1f, 2, 3, 4, 5, 6).reshape(2, 3);
        assertThat(zeros(3, 3).scatter(0, index, source).toFloatArray()).containsExactly(4, 5, 6, 0, 0, 3, 0, 2, 0);
        assertThat(zeros(2, 3).scatter(1, index, source).toFloatArray()).containsExactly(1, 3, 2, 6, 0, 0);
        assertThat(zeros(2, 3).scatter(1, index.narrow(1, 0, 1), 7).toFloatArray())
                .containsExactly(7, 0, 0, 7, 0, 0);
    }

    @Test
    void scatterGatheredAtTheSamePlacesGivesTheSourceBack() {
        var index = Tensor.of(2L, 0, 1, 1, 2, 0).reshape(2, 3);
        var source = Tensor.of(1f, 2, 3, 4, 5, 6).reshape(2, 3);
        assertThat(zeros(2, 3).scatter(1, index, source).gather(1, index).toFloatArray())
                .isEqualTo(source.toFloatArray());
    }

    @Test
    void scatterAddSumsUp() {
        var index = Tensor.of(0L, 0, 1);
        assertThat(Tensor.of(1f, 1).scatterAdd(0, index, Tensor.of(1f, 2, 3)).toFloatArray())
                .containsExactly(4, 4);
        var x = Tensor.of(1, 1);
        assertThat(x.scatterAdd_(0, index, Tensor.of(1, 2, 3))).isSameAs(x);
        assertThat(x.toIntArray()).containsExactly(4, 4);
    }

    @Test
    void scatterInPlaceOnAViewChangesItsBase() {
        var base = zeros(2, 2);
        base.t().scatter_(0, Tensor.of(1L, 0).reshape(1, 2), Tensor.of(5f, 6).reshape(1, 2));
        assertThat(base.toFloatArray()).containsExactly(0, 5, 6, 0);
    }

    @Test
    void indexAddIsTheSameForAllLayouts() {
        var source = Tensor.arange(0, 12, 1, DType.F32).reshape(3, 4);
        var index = Tensor.of(1L, 0, 1);
        float[] expected = {4, 5, 6, 7, 8, 10, 12, 14};
        assertThat(zeros(2, 4).indexAdd(0, index, source).toFloatArray()).isEqualTo(expected);
        assertThat(zeros(4, 2).indexAdd(1, index, source.t()).t().toFloatArray())
                .isEqualTo(expected);
        assertThat(zeros(4, 2).t().indexAdd(0, index, source).toFloatArray()).isEqualTo(expected);
        assertThat(zeros(2, 4).indexAdd(0, index, source, 2).toFloatArray()[7]).isEqualTo(28);
    }

    @Test
    void indexAddOfManyRowsHasTheSameBitsAtAnyNumberOfThreads() {
        var random = new io.lanewise.tensor.random.Generator(1);
        var source = random.randn(5000, 100);
        var index = random.randint(7, 5000);
        var many = zeros(7, 100).indexAdd(0, index, source).toFloatArray();
        Pool.limit(1, () -> assertThat(zeros(7, 100).indexAdd(0, index, source).toFloatArray())
                .isEqualTo(many));
    }

    @Test
    void indexCopyAndFillReplaceParts() {
        var x = zeros(2, 3);
        assertThat(x.indexCopy(1, Tensor.of(2L, 0), Tensor.of(1f, 2, 3, 4).reshape(2, 2))
                        .toFloatArray())
                .containsExactly(2, 0, 1, 4, 0, 3);
        assertThat(x.indexFill(0, Tensor.of(-1L), 9).toFloatArray()).containsExactly(0, 0, 0, 9, 9, 9);
        x.indexFill_(1, Tensor.of(0L), 1);
        assertThat(x.toFloatArray()).containsExactly(1, 0, 0, 1, 0, 0);
    }

    @Test
    void indexPutWritesWhatIndexReads() {
        var x = zeros(3, 2);
        var rows = tensor(Tensor.of(2L, 0, 2));
        assertThat(x.indexPut(Tensor.of(1f), true, rows, at(1)).toFloatArray()).containsExactly(0, 1, 0, 0, 0, 2);
        x.indexPut_(4, slice(1, 3), at(0));
        assertThat(x.toFloatArray()).containsExactly(0, 0, 4, 0, 4, 0);
        x.indexPut_(5, tensor(x.ne(0.0)));
        assertThat(x.toFloatArray()).containsExactly(0, 0, 5, 0, 5, 0);
        assertThat(x.put(Tensor.of(-1L, 0), Tensor.of(7f, 8), false).toFloatArray())
                .containsExactly(8, 0, 5, 0, 5, 7);
        assertThatThrownBy(() -> x.indexPut(Tensor.of(1f, 2), false, all(), at(0)))
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith("indexPut: ");
    }

    @Test
    void masksFillAndScatter() {
        var x = Tensor.of(1f, 2, 3, 4).reshape(2, 2);
        var mask = Tensor.of(true, false);
        assertThat(x.maskedFill(mask, 0).toFloatArray()).containsExactly(0, 2, 0, 4);
        assertThat(x.maskedScatter(mask, Tensor.of(8f, 9, 10)).toFloatArray()).containsExactly(8, 2, 9, 4);
        x.maskedFill_(mask, -1);
        assertThat(x.toFloatArray()).containsExactly(-1, 2, -1, 4);
        assertThatThrownBy(() -> x.maskedFill(Tensor.of(1, 0), 0)).isInstanceOf(DTypeException.class);
    }

    @Test
    void partsAreReplacedInACopy() {
        var x = zeros(2, 3);
        assertThat(x.selectScatter(Tensor.of(1f, 2), 1, -1).toFloatArray()).containsExactly(0, 0, 1, 0, 0, 2);
        assertThat(x.sliceScatter(Tensor.ones(2, 2), 1, 0, 3, 2).toFloatArray()).containsExactly(1, 0, 1, 1, 0, 1);
    }

    @Test
    void aSourceOfAnotherTypeIsRefused() {
        assertThatThrownBy(() -> zeros(2).scatter(0, Tensor.of(0L), Tensor.of(1L)))
                .isInstanceOf(DTypeException.class)
                .hasMessage("scatter: source of i64 for a tensor of f32; use source.to(F32)");
    }
}
