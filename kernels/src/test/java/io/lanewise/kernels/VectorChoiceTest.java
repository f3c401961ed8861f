package io.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class VectorChoiceTest {
    private static final VmFacts ZEN4 =
            new VmFacts("amd64", "OpenJDK 64-Bit Server VM", "mixed mode, sharing", 4, true, 512, 3, true);

    private static VmFacts with(String vm, String info, int tier, boolean module, int bits, boolean fma) {
        return new VmFacts("amd64", vm, info, tier, module, bits, bits == 512 ? 3 : 2, fma);
    }

    @Test
    void theWidestVectorsAreTakenUnlessAnotherWidthIsForced() {
        assertThat(VectorChoice.of(null, ZEN4).bits()).isEqualTo(512);
        assertThat(VectorChoice.of("256", ZEN4).bits()).isEqualTo(256);
        assertThat(VectorChoice.of("256", ZEN4).registers()).isEqualTo(32);
        assertThat(VectorChoice.of("off", ZEN4).bits()).isZero();
        assertThat(VectorChoice.of("off", ZEN4).surprising()).isFalse();
    }

    @Test
    void avx2HasSixteenRegistersAndAarch64ThirtyTwo() {
        VmFacts avx2 = with(ZEN4.vmName(), ZEN4.vmInfo(), 4, true, 256, true);
        assertThat(VectorChoice.of(null, avx2).registers()).isEqualTo(16);
        VmFacts neon = new VmFacts("aarch64", ZEN4.vmName(), ZEN4.vmInfo(), 4, true, 128, -1, true);
        assertThat(VectorChoice.of(null, neon).registers()).isEqualTo(32);
        assertThat(VectorChoice.of(null, neon).bits()).isEqualTo(128);
    }

    @Test
    void aVmThatWouldEmulateVectorsRunsScalarCodeAndSaysWhy() {
        assertScalar(with(ZEN4.vmName(), ZEN4.vmInfo(), 4, false, 0, true), "--add-modules jdk.incubator.vector");
        assertScalar(with("Eclipse OpenJ9 VM", ZEN4.vmInfo(), 4, true, 256, true), "HotSpot");
        assertScalar(with("OpenJDK 64-Bit Zero VM", ZEN4.vmInfo(), 4, true, 256, true), "HotSpot");
        assertScalar(with(ZEN4.vmName(), "interpreted mode", 4, true, 256, true), "C2");
        assertScalar(with(ZEN4.vmName(), ZEN4.vmInfo(), 1, true, 256, true), "C2");
        assertScalar(with(ZEN4.vmName(), ZEN4.vmInfo(), 4, true, 64, true), "128");
        assertScalar(with(ZEN4.vmName(), ZEN4.vmInfo(), 4, true, 128, false), "multiply-add");
    }

    private static void assertScalar(VmFacts facts, String reason) {
        VectorChoice choice = VectorChoice.of(null, facts);
        assertThat(choice.bits()).isZero();
        assertThat(choice.surprising()).isTrue();
        assertThat(choice.explanation()).contains(reason);
    }

    @Test
    void aWidthThatCannotBeHadIsRefusedWithTheWayOut() {
        VmFacts avx2 = with(ZEN4.vmName(), ZEN4.vmInfo(), 4, true, 256, true);
        assertThatThrownBy(() -> VectorChoice.of("512", avx2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-Dlanewise.simd=512")
                .hasMessageContaining("256 bits");
        assertThatThrownBy(() -> VectorChoice.of("avx", avx2)).hasMessageContaining("expected off, 128, 256 or 512");
        assertThatThrownBy(() -> VectorChoice.of("256", with(ZEN4.vmName(), "", 4, false, 0, true)))
                .hasMessageContaining("--add-modules jdk.incubator.vector");
    }

    @Test
    void theTestsRunWithTheVectorModule() {
        assertThat(VmFacts.read().module()).isTrue();
        assertThat(Cpu.explanation()).isNotBlank();
        assertThat(Cpu.l2Bytes()).isGreaterThanOrEqualTo(Cpu.l1Bytes());
    }
}
