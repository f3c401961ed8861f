package io.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lanewise.expr.WeightFormat;
import io.lanewise.tensor.random.Generator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QuantizedWeightTest {
    private static Tensor random(long seed, int... sizes) {
        return new Generator(seed).randn(sizes);
    }

    @ParameterizedTest
    @EnumSource(WeightFormat.class)
    void aLinearLayerComputesWithTheDequantizedWeights(WeightFormat format) {
        var weight = QuantizedWeight.of(format, random(1, 37, 96));
        var bias = random(2, 37);
        for (var x : new Tensor[] {
            random(3, 96), random(4, 2, 3, 96), random(5, 96, 4).t(), random(6, 0, 96)
        }) {
            var expected = x.linear(weight.dequantized(), bias);
            var got = x.linear(weight, bias);
            assertThat(got.shape()).isEqualTo(expected.shape());
            var close = expected.toFloatArray();
            var found = got.toFloatArray();
            for (int i = 0; i < close.length; i++) {
                assertThat(found[i]).isCloseTo(close[i], within(1e-3f));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(WeightFormat.class)
    void aRoundedWeightIsNear(WeightFormat format) {
        var weight = random(1, 8, 64);
        double error = QuantizedWeight.of(format, weight)
                .dequantized()
                .sub(weight)
                .abs()
                .amax()
                .item();
        double largest = weight.abs().amax().item();
        double steps =
                switch (format) {
                    case F16 -> 0x1p-11;
                    case BF16 -> 0x1p-8;
                    case I8, Q8_0 -> 1 / 250.0;
                    case Q4_0 -> 1 / 7.5;
                };
        assertThat(error).isPositive().isLessThan(steps * largest);
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16"})
    void halfWeightsAreReadAsTheyAreAndGiveTheBitsOfWidenedOnes(DType half) {
        var x = random(1, 5, 300).to(half);
        var weight = random(2, 33, 300).to(half);
        var bias = random(3, 33).to(half);
        var widened =
                x.to(DType.F32).linear(weight.to(DType.F32), bias.to(DType.F32)).to(half);
        var got = x.linear(weight, bias);
        assertThat(got.dtype()).isEqualTo(half);
        assertThat(got.toArray()).isEqualTo(widened.toArray());
        var turned = random(4, 300, 33).to(half).t();
        assertThat(x.linear(turned, null).toArray())
                .isEqualTo(x.linear(turned.contiguous(), null).toArray());
    }

    @Test
    void aWeightThatWasChangedIsPackedAgain() {
        var x = random(1, 2, 64);
        for (var format : WeightFormat.values()) {
            var weight = QuantizedWeight.of(format, random(2, 3, 64));
            x.linear(weight, null);
            var other = QuantizedWeight.of(format, random(3, 3, 64));
            weight.data().copy_(other.data());
            if (weight.scales() != null && other.scales() != null) {
                x.linear(weight, null);
                weight.scales().copy_(other.scales());
            }
            assertThat(x.linear(weight, null).toFloatArray())
                    .isEqualTo(x.linear(other, null).toFloatArray());
        }
    }

    @Test
    void halfWeightsMayBeInfinite() {
        var weight = Tensor.of(1f, Float.POSITIVE_INFINITY, Float.NaN, 2f)
                .reshape(2, 2)
                .to(DType.F16);
        var y = Tensor.of(1f, 1f).to(DType.F16).linear(weight, null).toFloatArray();
        assertThat(y[0]).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(y[1]).isNaN();
    }

    @Test
    void tensorsThatAreNotOfTheFormatAreRefused() {
        assertThatThrownBy(() -> QuantizedWeight.of(WeightFormat.Q4_0, random(1, 3, 40)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("quantize: [3, 40] in q4_0: rows are no multiple of 32 long");
        assertThatThrownBy(() -> new QuantizedWeight(WeightFormat.Q8_0, random(1, 3, 34), null))
                .isInstanceOf(DTypeException.class)
                .hasMessage("quantized weight: data in q8_0 are f32; expected u8");
        var bytes = Tensor.zeros(Shape.of(3, 35), DType.U8);
        assertThatThrownBy(() -> new QuantizedWeight(WeightFormat.Q8_0, bytes, null))
                .hasMessage("quantized weight: data in q8_0 have the shape [3, 35]; expected [n, k / 32 * 34]");
        var signed = Tensor.zeros(Shape.of(3, 35), DType.I8);
        assertThatThrownBy(() -> new QuantizedWeight(WeightFormat.I8, signed, null))
                .hasMessage("quantized weight: i8 has scales, and none were given");
        var weight = QuantizedWeight.of(WeightFormat.Q8_0, random(1, 3, 64));
        assertThatThrownBy(() -> random(1, 2, 32).linear(weight, null))
                .hasMessage("linear: x [2, 32] of f32 and weight q8_0 [3, 64] do not match: expected floats of [..., k]"
                        + " and a weight [n, k]");
    }
}
