package io.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HardwareTest {
    private static final List<String> AMD =
            List.of("vendor_id\t: AuthenticAMD", "model name\t: AMD EPYC", "cache size\t: 1024 KB");
    private static final List<String> INTEL =
            List.of("vendor_id\t: GenuineIntel", "model name\t: Intel(R) Xeon(R)", "cache size\t: 36608 KB");

    @Test
    void theSystemsDescriptionOfTheCachesCounts() {
        Hardware hardware =
                Hardware.of(AMD, level -> List.of("48K", "2048K", "32M").get(level - 1));
        assertThat(hardware).isEqualTo(new Hardware("AMD EPYC", 48 << 10, 2 << 20, 32 << 20));
    }

    @Test
    void withoutAThirdLevelTheSecondIsTheLast() {
        Hardware hardware = Hardware.of(List.of(), level -> level < 3 ? "1M" : "");
        assertThat(hardware.l3()).isEqualTo(1 << 20);
    }

    @Test
    void aProcessorNamesOneCacheWhereTheSystemDescribesNone() {
        assertThat(Hardware.of(AMD, level -> "").l2()).isEqualTo(1 << 20);
        assertThat(Hardware.of(INTEL, level -> "").l3()).isEqualTo(36608 << 10);
    }

    @Test
    void unknownCachesAreOfUsualSizes() {
        Hardware hardware = Hardware.of(List.of("model name: x", "cache size: unknown"), level -> "");
        assertThat(hardware).isEqualTo(new Hardware("x", 32 << 10, 512 << 10, 8 << 20));
    }

    @Test
    void cacheSizesAreReadInTheKernelsNotation() {
        assertThat(Hardware.bytes("32K", 1)).isEqualTo(32 << 10);
        assertThat(Hardware.bytes("16M", 1)).isEqualTo(16 << 20);
        assertThat(Hardware.bytes("9999999M", 1)).isEqualTo(1 << 30);
        assertThat(Hardware.bytes("lots", 7)).isEqualTo(7);
        assertThat(Hardware.bytes("", 7)).isEqualTo(7);
    }
}
