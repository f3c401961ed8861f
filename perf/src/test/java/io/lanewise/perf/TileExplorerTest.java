package io.lanewise.perf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lanewise.kernels.Cpu;
import org.junit.jupiter.api.Test;

class TileExplorerTest {
    /** Scalar tiles have no widths of three vectors. */
    @Test
    void tilesOfThreeVectorsAreMeasured() {
        assumeTrue(Cpu.simd());
        assertThat(TileExplorer.run("--tile", "5x3", "--forks", "1")).isZero();
    }
}
