package io.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.lanewise.kernels.Pool;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReductionsTest {
    private static final List<UnaryOperator<Tensor>> REDUCTIONS = List.of(
            Tensor::sum,
            Tensor::prod,
            Tensor::amax,
            Tensor::amin,
            x -> x.square().sum(),
            x -> x.argmax());

    private static Tensor wave(int n) {
        return Tensor.arange(0, n, 1, DType.F64).mul(0.37).sin().add(1.0).to(DType.F32);
    }

    /** Where one thread takes the whole row, and where several take a part each. */
    @ParameterizedTest
    @ValueSource(ints = {65_536, 100_003, 131_072, 300_001})
    void aLongRowHasTheSameBitsOnAnyNumberOfThreads(int n) {
        for (var x : List.of(wave(n), wave(2 * n).slice(0, 1, 2 * n, 2), wave(n).to(DType.F64))) {
            for (var reduction : REDUCTIONS) {
                var alone = new double[1];
                Pool.limit(1, () -> alone[0] = reduction.apply(x).item());
                assertThat(reduction.apply(x).item()).isEqualTo(alone[0]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void theLastDimensionsAreReducedLikeAnyOthers(int count) {
        var x = wave(4 * 5 * 6).reshape(4, 5, 6);
        int[] axes = {2, 1, 0};
        int[] reduced = java.util.Arrays.copyOf(axes, count);
        var moved = x.permute(2, 0, 1);
        int[] there =
                java.util.Arrays.stream(reduced).map(axis -> (axis + 1) % 3).toArray();
        double[] expected = x.sum(false, reduced).toDoubleArray();
        double[] actual = moved.sum(false, there).toDoubleArray();
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], org.assertj.core.api.Assertions.within(1e-4));
        }
    }
}
