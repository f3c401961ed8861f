package io.lanewise.tensor.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ConstantWeightsTest {
    private static final int K = 300;
    private static final int N = 256;

    private static Tensor matrix(int rows, int columns) {
        return Tensor.arange(0, rows * columns, 1, DType.F32)
                .sin()
                .reshape(rows, columns)
                .copy();
    }

    @Test
    void productsOfWeightsGiveTheSameBitsBeforeAndAfterPacking() {
        for (int m : new int[] {1, 4, 7, 16, 130}) {
            var x = matrix(m, K);
            var w = matrix(N, K);
            var bias = matrix(1, N).reshape(N);
            var expected = x.linear(w, bias).toFloatArray();
            try (var _ = GradMode.noGrad()) {
                for (int i = 0; i < 4; i++) {
                    assertThat(x.linear(w, bias).toFloatArray()).isEqualTo(expected);
                }
                assertThat(ConstantWeights.of(w, true)).isNotNull();
            }
        }
    }

    @Test
    void weightsArePackedWhenTheSameVersionIsSeenASecondTimeWithoutGradients() {
        var w = matrix(K, N);
        assertThat(ConstantWeights.of(w, false)).isNull();
        assertThat(ConstantWeights.of(w, false)).isNull();
        try (var _ = GradMode.noGrad()) {
            assertThat(ConstantWeights.of(w, false)).isNull();
            var packed = ConstantWeights.of(w, false);
            assertThat(packed).isNotNull();
            assertThat(ConstantWeights.of(w, false)).isSameAs(packed);
        }
    }

    @Test
    void changedWeightsTakePartInTheNextProduct() {
        var x = matrix(3, K);
        var w = matrix(K, N);
        try (var _ = GradMode.noGrad()) {
            for (int i = 0; i < 6; i++) {
                if (i % 2 == 0) {
                    w.mul_(-2);
                }
                var fresh = x.matmul(w.copy()).toFloatArray();
                assertThat(x.matmul(w).toFloatArray()).isEqualTo(fresh);
                assertThat(x.matmul(w).toFloatArray()).isEqualTo(fresh);
            }
        }
    }

    @Test
    void anArrayOfTheUsersIsNotPackedSinceItMayChangeUnseen() {
        var array = new float[K * N];
        var w = Tensor.wrap(array, DType.F32, Shape.of(K, N));
        var x = matrix(3, K);
        try (var _ = GradMode.noGrad()) {
            x.matmul(w);
            x.matmul(w);
            array[5] = 1;
            assertThat(x.matmul(w).get(1, 5).item()).isNotZero();
        }
    }

    @Test
    void whatIsKeptIsAtMostAQuarterMoreThanTheStorage() {
        var w = matrix(K, N);
        try (var _ = GradMode.noGrad()) {
            ConstantWeights.of(w, false);
            assertThat(ConstantWeights.of(w, false)).isNotNull();
            ConstantWeights.of(w, true);
            assertThat(ConstantWeights.of(w, true)).isNull();
            var narrow = matrix(40_000, 1);
            ConstantWeights.of(narrow, false);
            assertThat(ConstantWeights.of(narrow, false)).isNull();
        }
    }

    @Test
    void aStepThatChangesTheWeightsLetsGoOfTheirPanels() {
        var w = matrix(K, N);
        try (var _ = GradMode.noGrad()) {
            ConstantWeights.of(w, false);
            ConstantWeights.of(w, false);
            w.mul_(2);
        }
        ConstantWeights.of(w, false);
        try (var _ = GradMode.noGrad()) {
            assertThat(ConstantWeights.of(w, false)).isNull();
        }
    }
}
