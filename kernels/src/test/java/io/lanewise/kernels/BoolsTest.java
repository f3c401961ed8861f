package io.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoolsTest {
    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8, 16})
    void aBitIsSetForEachByteThatIsNotZero(int lanes) {
        var random = new Random(lanes);
        for (int round = 0; round < 200; round++) {
            var bytes = new byte[lanes + 3];
            random.nextBytes(bytes);
            long expected = 0;
            for (int i = 0; i < lanes; i++) {
                bytes[2 + i] = random.nextBoolean() ? 0 : bytes[2 + i];
                expected |= bytes[2 + i] != 0 ? 1L << i : 0;
            }
            assertThat(Bools.load(bytes, 2, lanes)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8, 16})
    void eachBitBecomesAByteAndNoOtherByteIsTouched(int lanes) {
        var random = new Random(lanes);
        for (int round = 0; round < 200; round++) {
            long bits = random.nextLong();
            var bytes = new byte[lanes + 3];
            bytes[1] = 7;
            bytes[2 + lanes] = 7;
            Bools.store(bits, bytes, 2, lanes);
            for (int i = 0; i < lanes; i++) {
                assertThat(bytes[2 + i]).isEqualTo((byte) (bits >>> i & 1));
            }
            assertThat(bytes[1]).isEqualTo((byte) 7);
            assertThat(bytes[2 + lanes]).isEqualTo((byte) 7);
        }
    }
}
