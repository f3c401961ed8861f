package io.lanewise.kernels.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.Cpu;
import io.lanewise.kernels.convolution.ConvolutionsTest.Case;
import io.lanewise.kernels.product.Matrices;
import io.lanewise.kernels.product.Product;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WarmingConvolutionsTest {
    private static final int ROUNDS = 5;

    @BeforeEach
    void vectors() {
        assumeTrue(Cpu.simd());
    }

    private static Convolver warming(ElementType type, Product product, int bits) {
        return new Convolver(
                type,
                product,
                new WarmingPatches(type, PatchTable.of(type, bits), PatchTable.of(type, 0)),
                new WarmingDepthwise(type, DepthwiseTable.of(type, bits), DepthwiseTable.of(type, 0)),
                new WarmingFilters(type, FilterTable.of(type, bits), FilterTable.of(type, 0)),
                Stream.of(bits, 256, 128)
                        .filter(width -> width <= bits)
                        .distinct()
                        .map(width -> new WarmingWindows(type, WindowTable.of(type, width), WindowTable.of(type, 0)))
                        .map(WindowKernels.class::cast)
                        .toList(),
                new WarmingWinograd(type, WinogradTable.of(type, bits), WinogradTable.of(type, 0)));
    }

    /** While the scalar loops stand in, when the vector ones take over, and after. */
    @ParameterizedTest
    @EnumSource(names = {"F32", "F64"})
    void convolutionsKeepTheirBitsWhileTheirLoopsWarmUp(ElementType type) throws InterruptedException {
        int bits = Cpu.vectorBits();
        var product = Matrices.product(type, bits, bits == 512 ? 32 : 16);
        var plain = Convolver.of(type, product, bits);
        var warming = warming(type, product, bits);
        for (int round = 0; round < ROUNDS; round++) {
            for (int[] numbers : ConvolutionsTest.SHAPES) {
                var c = Case.of(type, numbers);
                assertThat(c.forward(warming)).as("%s, round %d", c.s(), round).isEqualTo(c.forward(plain));
                assertThat(c.packed(warming)).as("%s, round %d", c.s(), round).isEqualTo(c.packed(plain));
                assertThat(c.data(warming)).as("%s, round %d", c.s(), round).isEqualTo(c.data(plain));
                assertThat(c.weights(warming)).as("%s, round %d", c.s(), round).isEqualTo(c.weights(plain));
            }
            Thread.sleep(300);
        }
    }
}
