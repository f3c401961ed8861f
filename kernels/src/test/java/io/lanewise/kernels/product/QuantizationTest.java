package io.lanewise.kernels.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.expr.WeightFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QuantizationTest {
    private static float[] weights(int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] w = new float[n];
        for (int i = 0; i < n; i++) {
            w[i] = (float) (random.nextGaussian() * Math.scalb(1, i / 32 % 20 - 10));
        }
        return w;
    }

    @ParameterizedTest
    @EnumSource(names = {"Q8_0", "Q4_0"})
    void aWeightInABlockIsOffByAtMostHalfAScaleAndWhatTheScaleIsRounded(WeightFormat format) {
        float[] w = weights(64 * 96, 1);
        byte[] blocks = Quantization.blocks(format, w, 0, w.length);
        float[] back = PackedWeight.blocks(format, 64, 96, blocks, 0).toFloats();
        for (int i = 0; i < w.length; i += 32) {
            double largest = 0;
            for (int t = i; t < i + 32; t++) {
                largest = Math.max(largest, Math.abs(w[t]));
            }
            // On the far side of the largest weight, 4 bits have 7 steps only: there it is a whole scale.
            double step = format == WeightFormat.Q8_0 ? largest / 127 / 2 : largest / 8;
            for (int t = i; t < i + 32; t++) {
                assertThat(Math.abs(back[t] - w[t])).isLessThanOrEqualTo((float) (step * 1.001 + largest / 1000));
            }
        }
    }

    @Test
    void aWeightInBytesIsOffByAtMostHalfTheScaleOfItsRow() {
        float[] w = weights(40 * 70, 2);
        Quantization.Bytes bytes = Quantization.bytes(40, 70, w, 0);
        for (int i = 0; i < w.length; i++) {
            float scale = bytes.scales()[i / 70];
            assertThat(Math.abs(bytes.values()[i] * scale - w[i])).isLessThanOrEqualTo(scale * 0.50001f);
        }
    }

    @Test
    void blocksAreThoseOfTheFormat() {
        float[] w = new float[32];
        for (int i = 0; i < 32; i++) {
            w[i] = i - 16;
        }
        byte[] q8 = Quantization.blocks(WeightFormat.Q8_0, w, 0, 32);
        assertThat(q8[0] & 0xff | q8[1] << 8).isEqualTo(Float.floatToFloat16(16 / 127f));
        assertThat(q8[2]).isEqualTo((byte) -127);
        assertThat(q8[2 + 20]).isEqualTo((byte) 32); // 4 / (16 / 127) = 31.75
        byte[] q4 = Quantization.blocks(WeightFormat.Q4_0, w, 0, 32);
        assertThat(q4[0] & 0xff | q4[1] << 8).isEqualTo(Float.floatToFloat16(2));
        assertThat(q4[2]).isEqualTo((byte) 0x80); // -16 and 0
        assertThat(q4[2 + 15]).isEqualTo((byte) 0xf8); // -1, rounded up to 8, and 15, rounded up to 16 and kept at 15
    }

    @Test
    void zerosStayZero() {
        for (WeightFormat format : new WeightFormat[] {WeightFormat.Q8_0, WeightFormat.Q4_0}) {
            byte[] blocks = Quantization.blocks(format, new float[64], 0, 64);
            for (float weight : PackedWeight.blocks(format, 2, 32, blocks, 0).toFloats()) {
                assertThat(Math.abs(weight)).isZero();
            }
        }
        assertThat(Quantization.bytes(1, 3, new float[3], 0).values()).containsOnly(0);
    }

    @Test
    void whatHasNoFormIsRefused() {
        assertThatThrownBy(() -> Quantization.blocks(WeightFormat.Q8_0, new float[40], 0, 40))
                .hasMessage("quantize: 40 weights in q8_0; expected a multiple of 32 in q8_0 or q4_0");
        float[] w = new float[32];
        w[3] = Float.NaN;
        assertThatThrownBy(() -> Quantization.blocks(WeightFormat.Q4_0, w, 0, 32))
                .hasMessage("quantize: a weight is NaN; expected finite numbers");
        w[3] = 1e7f;
        assertThatThrownBy(() -> Quantization.blocks(WeightFormat.Q8_0, w, 0, 32))
                .hasMessageContaining("beyond f16");
    }
}
