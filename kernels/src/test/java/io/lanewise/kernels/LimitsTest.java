package io.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LimitsTest {
    @Test
    void aCoreDoesBetweenATenthAndTenThousandBillionOperationsASecond() {
        assertThat(Limits.flopsF32()).isBetween(1e8, 1e13);
        assertThat(Limits.flopsF64()).isBetween(1e8, 1e13);
    }

    @Test
    void aCoreCopiesBetweenATenthAndTenThousandGigabytesASecond() {
        assertThat(Limits.copyBytes(1 << 20)).isBetween(1e8, 1e13);
    }
}
