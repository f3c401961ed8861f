package io.lanewise.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lanewise.tensor.io.InvalidFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Silero VAD beside a plain reading of its own functions over ONNX Runtime. */
class VoiceActivityTest {
    private static final int RATE = Speech.RATE;
    private static final float[] FIRST = Speech.of("The quick brown fox jumps over the lazy dog.");
    private static final float[] SECOND = Speech.of("How do I reset my password?");

    /** Where the two texts lie in {@link #recording}. */
    private static final int FIRST_AT = RATE;

    private static final int SECOND_AT = FIRST_AT + FIRST.length + 3 * RATE / 2;

    private static Path file;
    private static VoiceActivity voices;

    @TempDir
    Path folder;

    @BeforeAll
    static void load() throws IOException {
        file = FetchedModels.path("silero_vad_v5.onnx");
        voices = VoiceActivity.load(file);
    }

    /** Two texts in a room that is not quite still. */
    private static float[] recording(int rate) {
        var random = new Random(4);
        var samples = new float[SECOND_AT + SECOND.length + RATE + 123];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (0.001 * random.nextGaussian());
        }
        for (int i = 0; i < FIRST.length; i++) {
            samples[FIRST_AT + i] += FIRST[i];
        }
        for (int i = 0; i < SECOND.length; i++) {
            samples[SECOND_AT + i] += SECOND[i];
        }
        return rate == RATE ? samples : Speech.narrow(samples);
    }

    @ParameterizedTest
    @ValueSource(ints = {16000, 8000})
    void speechIsFoundWhereItIs(int rate) {
        var segments = voices.detect(recording(rate), rate).segments();
        int scale = RATE / rate;
        assertThat(segments).hasSize(2);
        assertThat(scale * segments.getFirst().start()).isCloseTo(FIRST_AT, within(RATE / 5L));
        assertThat(scale * segments.getFirst().end()).isCloseTo(FIRST_AT + FIRST.length, within(RATE / 5L));
        assertThat(scale * segments.getLast().start()).isCloseTo(SECOND_AT, within(RATE / 5L));
        assertThat(scale * segments.getLast().end()).isCloseTo(SECOND_AT + SECOND.length, within(RATE / 5L));
    }

    @ParameterizedTest
    @ValueSource(ints = {16000, 8000})
    void probabilitiesAndSegmentsAreThoseOfTheReference(int rate) throws Exception {
        var samples = recording(rate);
        var heard = voices.detect(samples, rate);
        var expected = SpeechOracle.probabilities(file, samples, rate);
        assertThat(heard.probabilities()).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(heard.probabilities()[i]).as("frame " + i).isCloseTo(expected[i], within(2e-5f));
        }
        int ms = rate / 1000;
        assertThat(heard.segments())
                .isEqualTo(SpeechOracle.segments(
                        expected, 32 * ms, samples.length, 0.5f, 0.35f, 250L * ms, 100L * ms, 30L * ms));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aStreamInAnyPiecesHearsTheWhole(int seed) {
        var samples = recording(RATE);
        var whole = voices.detect(samples, RATE);
        var random = new Random(seed);
        var stream = voices.stream(RATE);
        var heard = stream.add(new float[0]);
        boolean spoke = false;
        for (int at = 0; at < samples.length; ) {
            int end = Math.min(samples.length, at + random.nextInt(seed * 700));
            heard = VoiceStream.join(heard, stream.add(Arrays.copyOfRange(samples, at, end)));
            spoke |= stream.isSpeaking();
            at = end;
        }
        heard = VoiceStream.join(heard, stream.finish());
        assertThat(heard.probabilities()).isEqualTo(whole.probabilities());
        assertThat(heard.segments()).isEqualTo(whole.segments());
        assertThat(spoke).isTrue();
        assertThat(stream.isSpeaking()).isFalse();
    }

    @Test
    void streamsOfManyThreadsDoNotHearEachOther() throws Exception {
        var recordings = List.of(recording(RATE), recording(8000), FIRST, SECOND);
        var expected = new ArrayList<float[]>();
        for (int i = 0; i < recordings.size(); i++) {
            expected.add(voices.detect(recordings.get(i), i == 1 ? 8000 : RATE).probabilities());
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = IntStream.range(0, 16)
                    .mapToObj(i ->
                            (Callable<float[]>) () -> voices.detect(recordings.get(i % 4), i % 4 == 1 ? 8000 : RATE)
                                    .probabilities())
                    .toList();
            var answers = threads.invokeAll(tasks);
            for (int i = 0; i < tasks.size(); i++) {
                assertThat(answers.get(i).get()).isEqualTo(expected.get(i % 4));
            }
        }
    }

    @Test
    void noOneSpeaksInNoiseAndTones() {
        var random = new Random(1);
        var samples = new float[3 * RATE];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (i < RATE ? 0 : i < 2 * RATE ? 0.1 * random.nextGaussian() : 0.5 * Math.sin(0.3 * i));
        }
        assertThat(voices.detect(samples, RATE).segments()).isEmpty();
        assertThat(voices.detect(new float[] {0.5f}, RATE).probabilities()).hasSize(1);
    }

    @Test
    void whatIsNoSoundIsRefused() {
        assertThatThrownBy(() -> voices.stream(44100))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("voice activity: 44100 samples a second; expected 16000 or 8000, so resample before");
        assertThatThrownBy(() -> voices.detect(new float[0], RATE))
                .hasMessage("voice activity: no samples; expected at least one");
        var stream = voices.stream(RATE);
        stream.add(new float[700]);
        assertThatThrownBy(() -> stream.add(new float[] {0, Float.NaN}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("voice activity: sample 701 is NaN; expected numbers from -1 to 1");
        assertThat(stream.finish().probabilities()).hasSize(1);
        assertThatThrownBy(() -> stream.add(new float[1]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("voice activity: the stream is finished; start another");
    }

    @Test
    void aStreamThatWasStoppedInTheMiddleSaysSo() {
        var stream = voices.stream(RATE);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> stream.add(new float[RATE])).hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
        assertThatThrownBy(stream::finish)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("voice activity: the stream was stopped in the middle of a frame; start another");
    }

    @Test
    void aFolderWithTheModelIsEnough() throws IOException {
        Files.createSymbolicLink(folder.resolve("any-name.onnx"), file.toAbsolutePath());
        assertThat(VoiceActivity.load(folder).detect(SECOND, RATE).probabilities())
                .isEqualTo(voices.detect(SECOND, RATE).probabilities());
    }

    @Test
    void anotherModelIsRefused() {
        assertThatThrownBy(() -> VoiceActivity.load(folder))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("or one file that ends with .onnx; found []");
        assertThatThrownBy(() -> VoiceActivity.load(TestModels.MINILM))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("expected Silero VAD, version 5 or later, with input, state, sr and 2");
    }
}
