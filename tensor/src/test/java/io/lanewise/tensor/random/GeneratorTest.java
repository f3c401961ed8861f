package io.lanewise.tensor.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lanewise.kernels.Pool;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GeneratorTest {
    private static final Shape MANY = Shape.of(100_003);

    @Test
    void philoxGivesThePublishedNumbers() {
        // The known answers of Random123's kat_vectors for philox4x32-10.
        var out = new int[4];
        Philox.block(0, 0, 0, out);
        assertThat(out).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
        Philox.block(-1, -1, -1, out);
        assertThat(out).containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
        Philox.block(0x299f31d0a4093822L, 0x85a308d3243f6a88L, 0x0370734413198a2eL, out);
        assertThat(out).containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
    }

    @Test
    void aSeedFixesTheNumbersAtAnyNumberOfThreads() {
        var many = new Generator(5).randn(MANY, DType.F32).toFloatArray();
        Pool.limit(1, () -> assertThat(new Generator(5).randn(MANY, DType.F32).toFloatArray())
                .isEqualTo(many));
        assertThat(new Generator(6).randn(MANY, DType.F32).toFloatArray()).isNotEqualTo(many);
    }

    @Test
    void aRestoredGeneratorGoesOnToTheBit() {
        var random = new Generator(9);
        random.rand(5);
        var copy = Generator.restore(random.state());
        assertThat(copy.normal(Shape.of(7), 1, 2, DType.F64).toDoubleArray())
                .isEqualTo(random.normal(Shape.of(7), 1, 2, DType.F64).toDoubleArray());
        assertThat(copy.randperm(20).toLongArray())
                .isEqualTo(random.randperm(20).toLongArray());
        assertThat(copy.nextLong()).isEqualTo(random.nextLong());
        assertThatThrownBy(() -> random.setState(new long[] {1})).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void forksDependOnTheirNameOnly() {
        var random = new Generator(1);
        long first = random.fork("shuffle").nextLong();
        random.rand(100);
        assertThat(random.fork("shuffle").nextLong()).isEqualTo(first);
        assertThat(random.fork("dropout").nextLong()).isNotEqualTo(first);
        assertThat(random.fork(0).nextLong()).isNotEqualTo(random.fork(1).nextLong());
    }

    @Test
    void uniformNumbersFillTheIntervalButForItsEnd() {
        for (var dtype : new DType[] {DType.F32, DType.F64, DType.F16, DType.BF16}) {
            var x = new Generator(2).uniform(MANY, -2, 3, dtype).toDoubleArray();
            assertThat(Arrays.stream(x).min().orElseThrow()).isBetween(-2.0, -1.9);
            assertThat(Arrays.stream(x).max().orElseThrow()).isLessThan(3).isGreaterThan(2.9);
            assertThat(Arrays.stream(x).average().orElseThrow()).isCloseTo(0.5, within(0.03));
        }
        assertThat(new Generator(2)
                        .uniform(Shape.of(1000), 1, Math.nextUp(1f), DType.F32)
                        .toFloatArray())
                .containsOnly(1);
    }

    @Test
    void normalNumbersHaveTheirMoments() {
        for (var dtype : new DType[] {DType.F32, DType.F64}) {
            var x = new Generator(3).normal(MANY, 5, 2, dtype).toDoubleArray();
            double mean = Arrays.stream(x).average().orElseThrow();
            assertThat(mean).isCloseTo(5, within(0.03));
            double variance =
                    Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
            assertThat(variance).isCloseTo(4, within(0.08));
            double fourth = Arrays.stream(x)
                    .map(v -> Math.pow((v - mean) / 2, 4))
                    .average()
                    .orElseThrow();
            assertThat(fourth).isCloseTo(3, within(0.15));
        }
    }

    @Test
    void integersAreUniformAndInRange() {
        var counts = new int[6];
        for (long v : new Generator(4).randint(-2, 4, MANY, DType.I8).toLongArray()) {
            counts[(int) v + 2]++;
        }
        assertThat(Arrays.stream(counts)).allMatch(c -> Math.abs(c - 100_003 / 6.0) < 600);
        assertThatThrownBy(() -> new Generator(4).randint(0, 257, MANY, DType.U8))
                .hasMessageContaining("256");
        assertThatThrownBy(() -> new Generator(4).randint(3, 3, MANY, DType.I64))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPermutationHasEveryNumberOnce() {
        var order = new Generator(8).randperm(1000).toLongArray();
        assertThat(Arrays.stream(order).sorted().toArray())
                .isEqualTo(IntStream.range(0, 1000).asLongStream().toArray());
        assertThat(order[0]).isNotEqualTo(order[1] - 1);
        assertThat(new Generator(8).randperm(0).elements()).isZero();
    }

    @Test
    void bernoulliMeetsItsProbability() {
        var x = new Generator(8).bernoulli(MANY, 0.3, DType.BOOL);
        assertThat(x.countNonzero().item() / 100_003.0).isCloseTo(0.3, within(0.01));
        assertThat(new Generator(8).bernoulli(MANY, 0, DType.F32).toFloatArray())
                .containsOnly(0);
        assertThat(new Generator(8).bernoulli(MANY, 1, DType.F32).toFloatArray())
                .containsOnly(1);
        Tensor same = new Generator(8).bernoulli(MANY, 0.3, DType.F32);
        assertThat(same.toFloatArray()).isEqualTo(x.toFloatArray());
    }
}
