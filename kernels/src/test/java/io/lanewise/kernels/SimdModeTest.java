package io.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SimdModeTest {
    /** Each run of the tests says which kernels it is meant to reach. */
    private static final String MODE = System.getProperty("lanewise.test.mode", "vectors");

    @Test
    void theRunReachesTheKernelsItIsMeantFor() {
        switch (MODE) {
            case "vectors" -> assertThatOnlyHardwarePreventsVectors();
            case "avx2" -> {
                assertThatOnlyHardwarePreventsVectors();
                assertThat(Cpu.vectorBits()).isLessThanOrEqualTo(256);
                assertThat(Cpu.registers()).isEqualTo(16);
            }
            case "scalar" -> assertThat(Cpu.simd()).isFalse();
            case "without-module" -> {
                assertThat(Cpu.simd()).isFalse();
                assertThat(Cpu.explanation()).contains("--add-modules jdk.incubator.vector");
            }
            default -> throw new AssertionError("unknown mode " + MODE);
        }
    }

    private static void assertThatOnlyHardwarePreventsVectors() {
        assertThat(ModuleLayer.boot().findModule("jdk.incubator.vector")).isPresent();
        if (!Cpu.simd()) {
            assertThat(Cpu.explanation()).doesNotContain("jdk.incubator.vector", "C2");
        }
    }
}
