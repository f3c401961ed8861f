package io.lanewise.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class BatchesTest {
    @Property
    void paddingAddsLittleAndNeverPassesTheLongestText(
            @ForAll @IntRange(min = 1, max = 9000) int tokens, @ForAll @IntRange(min = 1, max = 9000) int most) {
        int padded = Batches.padded(tokens, Math.max(tokens, most));
        assertThat(padded).isBetween(tokens, Math.max(tokens, most));
        assertThat(padded).isLessThanOrEqualTo(tokens + Math.max(3, tokens / 4));
    }

    @Example
    void theLengthsAreFew() {
        assertThat(IntStream.rangeClosed(1, 512)
                        .map(n -> Batches.padded(n, 512))
                        .distinct())
                .hasSize(8 + 4 + 4 + 4 + 4);
    }

    @Property
    void everyTextRunsOnceWithTextsOfItsLength(
            @ForAll @Size(max = 300) int @IntRange(min = 1, max = 600) [] lengths, @ForAll boolean alone) {
        var runs = new int[lengths.length];
        for (var batch : Batches.of(lengths, alone)) {
            assertThat(batch.texts()).hasSizeBetween(1, alone ? 1 : Batches.TOGETHER);
            for (int text : batch.texts()) {
                runs[text]++;
                assertThat(batch.length()).isEqualTo(lengths[text]);
            }
        }
        assertThat(Arrays.stream(runs)).allMatch(count -> count == 1);
    }
}
