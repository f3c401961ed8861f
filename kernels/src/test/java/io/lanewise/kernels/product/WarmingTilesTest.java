package io.lanewise.kernels.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.Cpu;
import io.lanewise.kernels.product.Matrices.Layout;
import org.junit.jupiter.api.Test;

class WarmingTilesTest {
    private static final int[] SIZES = {1, 2, 5, 16, 17, 33, 90, 150};

    /** While the scalar tiles stand in, when the vector ones take over, and after. */
    @Test
    void productsKeepTheirBitsWhileTilesWarmUp() throws InterruptedException {
        assumeTrue(Cpu.simd());
        for (var type : ElementType.FLOATS) {
            int registers = Cpu.registers();
            var vectors = TileTable.of(type, Cpu.vectorBits(), Cpu.vectorBits() == 512 ? 32 : registers);
            var warming = new Product(type, new WarmingTiles(type, vectors, TileTable.of(type, 0, registers)));
            var plain = new Product(type, vectors);
            for (int round = 0; round < 5; round++) {
                for (var layout : Layout.values()) {
                    for (int m : SIZES) {
                        for (int n : SIZES) {
                            var a = Matrices.random(type, m, 300, layout, m);
                            var b = Matrices.random(type, 300, n, layout, n);
                            assertThat(Matrices.multiply(warming, a, b))
                                    .as("%s %s %d x %d, round %d", type, layout, m, n, round)
                                    .isEqualTo(Matrices.multiply(plain, a, b));
                        }
                    }
                }
                Thread.sleep(100);
            }
        }
    }
}
