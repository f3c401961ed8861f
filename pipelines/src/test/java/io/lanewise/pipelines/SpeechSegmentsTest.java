package io.lanewise.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SpeechSegmentsTest {
    private static final int RATE = 16000;
    private static final int FRAME = 512;

    @Property
    void segmentsGivenOutOneByOneAreThoseOfTheWhole(
            @ForAll @Size(max = 60) List<@FloatRange(max = 1) Float> probabilities,
            @ForAll @FloatRange(min = 0.01f, max = 1) float threshold,
            @ForAll @FloatRange(max = 1) float exit,
            @ForAll @IntRange(max = 200) int minSpeech,
            @ForAll @IntRange(max = 150) int minSilence,
            @ForAll @IntRange(max = 200) int padding,
            @ForAll @IntRange(max = FRAME - 1) int missing) {
        var settings = new VoiceSettings(
                threshold,
                exit * threshold,
                Duration.ofMillis(minSpeech),
                Duration.ofMillis(minSilence),
                Duration.ofMillis(padding));
        int frames = probabilities.size();
        long length = frames == 0 ? 0 : (long) frames * FRAME - missing;
        var segments = new SpeechSegments(settings, RATE, FRAME);
        var given = new ArrayList<SpeechSegment>();
        for (int i = 0; i < frames; i++) {
            if (i == frames - 1) {
                segments.endAt(length);
            }
            segments.add(probabilities.get(i));
            given.addAll(segments.take());
        }
        segments.endAt(length);
        segments.finish();
        given.addAll(segments.take());
        var all = new float[frames];
        for (int i = 0; i < frames; i++) {
            all[i] = probabilities.get(i);
        }
        int ms = RATE / 1000;
        assertThat(given)
                .isEqualTo(SpeechOracle.segments(
                        all,
                        FRAME,
                        length,
                        threshold,
                        exit * threshold,
                        (long) minSpeech * ms,
                        (long) minSilence * ms,
                        (long) padding * ms));
    }

    @Example
    void aSegmentIsGivenOutOnceItsPaddingHasPassed() {
        var settings = VoiceSettings.STANDARD.withMinSilence(Duration.ZERO).withMinSpeech(Duration.ofMillis(32));
        var segments = new SpeechSegments(settings, RATE, FRAME);
        for (float probability : new float[] {0, 1, 1, 0}) {
            segments.add(probability);
            assertThat(segments.take()).isEmpty();
        }
        segments.add(0);
        assertThat(segments.take()).containsExactly(new SpeechSegment(FRAME - 480, 3 * FRAME + 480));
    }

    @Example
    void settingsThatCannotBeMeantAreRefused() {
        assertThat(VoiceSettings.STANDARD.withThreshold(0.5f)).isEqualTo(VoiceSettings.STANDARD);
        assertThat(VoiceSettings.STANDARD.withThreshold(0.1f).exitThreshold()).isEqualTo(0.01f);
        assertThatThrownBy(() -> VoiceSettings.STANDARD.withThreshold(1.5f))
                .hasMessageStartingWith(
                        "voice activity: threshold 1.5 with 1.35 to leave; expected 0 <= exitThreshold");
        assertThatThrownBy(() -> VoiceSettings.STANDARD.withThreshold(Float.NaN))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> VoiceSettings.STANDARD.withPadding(Duration.ofMillis(-1)))
                .hasMessage("voice activity: padding PT-0.001S; expected from 0 to PT24H");
    }
}
