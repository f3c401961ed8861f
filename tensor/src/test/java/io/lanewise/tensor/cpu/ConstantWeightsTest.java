package io.lanewise.tensor.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Engine;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Sliding;
import io.lanewise.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

    /** Filters, the sizes of images and windows, and how many groups: few windows, and tiles of Winograd's. */
    private enum Sizes {
        FEW_WINDOWS(1, new int[] {1, 130, 1, 5}, new int[] {70, 130, 1, 3}),
        GROUPS(2, new int[] {1, 128, 2, 3}, new int[] {160, 64, 2, 1}),
        TILES(1, new int[] {1, 32, 14, 18}, new int[] {60, 32, 3, 3}),
        GROUPS_OF_TILES(2, new int[] {2, 64, 15, 14}, new int[] {122, 32, 3, 3});

        final Op.Convolution convolution;
        final Tensor x;
        final Tensor w;

        Sizes(int groups, int[] image, int[] filters) {
            var zeros = List.of(0, 0);
            convolution = new Op.Convolution(new Sliding(List.of(1, 1), zeros, zeros, List.of(1, 1)), groups);
            x = matrix(1, Shape.of(image).elements()).reshape(image);
            w = matrix(1, Shape.of(filters).elements()).reshape(filters);
        }

        float[] run(Tensor filters) {
            return Engine.run(convolution, x, filters).toFloatArray();
        }

        boolean arePacked() {
            var out = Engine.run(convolution, x, w);
            var shape = ConvolutionRun.shape(convolution, x, w, out);
            return ConstantWeights.filters(w, shape) != null;
        }
    }

    @ParameterizedTest
    @EnumSource
    void convolutionsGiveTheSameBitsBeforeAndAfterTheirFiltersArePacked(Sizes sizes) {
        var expected = sizes.run(sizes.w);
        assertThat(sizes.arePacked()).isFalse();
        try (var _ = GradMode.noGrad()) {
            for (int i = 0; i < 3; i++) {
                assertThat(sizes.run(sizes.w)).isEqualTo(expected);
            }
            assertThat(sizes.arePacked()).isTrue();
        }
        assertThat(sizes.arePacked()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void changedFiltersTakePartInTheNextConvolution(Sizes sizes) {
        try (var _ = GradMode.noGrad()) {
            for (int i = 0; i < 6; i++) {
                if (i % 3 == 0) {
                    sizes.w.mul_(-2);
                }
                assertThat(sizes.run(sizes.w)).isEqualTo(sizes.run(sizes.w.copy()));
            }
        }
    }

    @Test
    void filtersOfOneStorageArePackedForEachOfTheirLayouts() {
        var few = new Op.Convolution(Sizes.TILES.convolution.windows(), 1);
        var w = matrix(64, 32 * 9).reshape(64, 32, 3, 3);
        try (var _ = GradMode.noGrad()) {
            for (int side : new int[] {5, 14, 5, 14, 5, 14}) {
                var x = matrix(32, side * side).reshape(1, 32, side, side);
                var fresh = Engine.run(few, x, w.copy()).toFloatArray();
                assertThat(Engine.run(few, x, w).toFloatArray()).isEqualTo(fresh);
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
