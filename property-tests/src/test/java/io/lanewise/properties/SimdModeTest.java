package io.lanewise.properties;

import static org.assertj.core.api.Assertions.assertThat;

import io.lanewise.kernels.Cpu;
import org.junit.jupiter.api.Test;

/** On the class path the incubator module is missing unless the build asks for it, and all laws would be tried on scalar code. */
class SimdModeTest {
    @Test
    void theLawsAreTriedOnTheKernelsThatTheRunIsMeantFor() {
        switch (System.getProperty("lanewise.test.mode", "vectors")) {
            case "scalar" -> assertThat(Cpu.simd()).isFalse();
            case "without-module" -> assertThat(Cpu.explanation()).contains("--add-modules jdk.incubator.vector");
            default -> {
                assertThat(ModuleLayer.boot().findModule("jdk.incubator.vector"))
                        .isPresent();
                assertThat(Cpu.simd() || !Cpu.explanation().contains("C2")).isTrue();
            }
        }
    }
}
