package io.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.lanewise.expr.ElementType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CopiesTest {
    record Pair(ElementType from, ElementType to) {}

    static List<Pair> pairs() {
        var pairs = new ArrayList<Pair>();
        for (var from : ElementType.values()) {
            for (var to : ElementType.values()) {
                pairs.add(new Pair(from, to));
            }
        }
        return pairs;
    }

    private static Object cast(Object from, Pair pair, int offset, int step, int toStep, int n) {
        var to = Samples.zeros(pair.to(), 1 + n * toStep);
        Copies.cast(from, pair.from(), offset, step, to, pair.to(), 1, toStep, n);
        return Samples.take(to, 1, toStep, n);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void smallIntegersKeepTheirValue(Pair pair) {
        byte[] numbers = {0, 1, 1, 0, 1, 0, 0};
        var from = cast(numbers, new Pair(ElementType.I8, pair.from()), 0, 1, 1, 7);
        var back = cast(cast(from, pair, 0, 1, 1, 7), new Pair(pair.to(), ElementType.I8), 0, 1, 1, 7);
        assertThat((byte[]) back).isEqualTo(numbers);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void stepsChangeNoBit(Pair pair) {
        var from = Samples.array(pair.from(), 50, 3);
        assertThat(Samples.text(cast(Samples.spread(from, 2, 3), pair, 2, 3, 2, 50)))
                .isEqualTo(Samples.text(cast(from, pair, 0, 1, 1, 50)));
    }

    @Test
    void floatsLoseTheirFractionAndNanIsZeroButTrue() {
        float[] from = {-1.9f, 300.7f, Float.NaN, 1e30f, 0.5f, -0.0f};
        assertThat(cast(from, new Pair(ElementType.F32, ElementType.I32), 0, 1, 1, 6))
                .isEqualTo(new int[] {-1, 300, 0, -1, 0, 0});
        assertThat(cast(from, new Pair(ElementType.F32, ElementType.U8), 0, 1, 1, 6))
                .isEqualTo(new byte[] {-1, 44, 0, -1, 0, 0});
        assertThat(cast(from, new Pair(ElementType.F32, ElementType.BOOL), 0, 1, 1, 6))
                .isEqualTo(new byte[] {1, 1, 1, 1, 1, 0});
    }

    @Test
    void aByteWithoutSignIsNeverNegative() {
        byte[] from = {-1, 127, -128};
        assertThat(cast(from, new Pair(ElementType.U8, ElementType.I64), 0, 1, 1, 3))
                .isEqualTo(new long[] {255, 127, 128});
        assertThat(cast(from, new Pair(ElementType.U8, ElementType.F32), 0, 1, 1, 3))
                .isEqualTo(new float[] {255, 127, 128});
        assertThat(cast(from, new Pair(ElementType.U8, ElementType.U8), 0, 1, 1, 3))
                .isEqualTo(from);
    }
}
