package io.lanewise.pipelines;

import io.lanewise.hub.ModelFiles;
import io.lanewise.onnx.ModelSummary;
import io.lanewise.onnx.OnnxModel;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.io.InvalidFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Hears whether someone speaks, and where: Silero VAD, version 5 or later.
 *
 * <pre>{@code
 * var voices = VoiceActivity.load(Path.of("models/silero_vad.onnx"));
 * for (var segment : voices.detect(samples, 16000).segments()) {
 *     transcribe(Arrays.copyOfRange(samples, (int) segment.start(), (int) segment.end()));
 * }
 * }</pre>
 *
 * <p>Sound is one channel of numbers from -1 to 1, 16000 or 8000 a second. {@link #stream} hears it in pieces as they
 * come, with the same result to the bit. One object serves any number of threads and streams. There is nothing to close.
 */
public final class VoiceActivity {
    private static final List<String> FILES =
            List.of("silero_vad.onnx", "model.onnx", "onnx/model.onnx", "src/silero_vad/data/silero_vad.onnx");
    private static final String SOUND = "input";
    private static final String STATE = "state";
    private static final String RATE = "sr";
    private static final int WIDTH = 128;
    private static final int WARM_FRAMES = 200;

    private final OnnxModel model;
    private final String probability;
    private final String nextState;
    private final VoiceSettings settings;

    private VoiceActivity(OnnxModel model, String probability, String nextState, VoiceSettings settings) {
        this.model = model;
        this.probability = probability;
        this.nextState = nextState;
        this.settings = settings;
    }

    /**
     * Loads the model from its file or from the folder in which it lies.
     *
     * @throws java.nio.file.NoSuchFileException when it is not there
     * @throws InvalidFileException when the file is not valid, or another kind of model
     */
    public static VoiceActivity load(Path file) throws IOException {
        return Files.isRegularFile(file) ? loadModel(file) : load(ModelFiles.directory(file));
    }

    /** Loads the model from a folder, from the class path or from a hub; see {@link #load(Path)}. */
    public static VoiceActivity load(ModelFiles files) throws IOException {
        return loadModel(OnnxFiles.find(files, "", FILES));
    }

    private static VoiceActivity loadModel(Path file) throws IOException {
        var model = OnnxModel.load(file);
        var summary = model.summary();
        var inputs = summary.inputs().stream().map(ModelSummary.Port::name).toList();
        if (!Set.of(SOUND, STATE, RATE).equals(Set.copyOf(inputs))
                || summary.outputs().size() != 2) {
            throw new InvalidFileException(
                    file,
                    "has the inputs " + inputs + " and " + summary.outputs().size()
                            + " outputs; expected Silero VAD, version 5 or later, with input, state, sr and 2");
        }
        return new VoiceActivity(
                model,
                summary.outputs().getFirst().name(),
                summary.outputs().getLast().name(),
                VoiceSettings.STANDARD);
    }

    /** The same with other settings. */
    public VoiceActivity with(VoiceSettings other) {
        return new VoiceActivity(model, probability, nextState, other);
    }

    /** How probabilities become segments. */
    public VoiceSettings settings() {
        return settings;
    }

    /**
     * Hears all at once. The last frame is filled up with silence.
     *
     * @param samples one channel, from -1 to 1
     * @param rate how many samples a second has, 16000 or 8000
     * @throws IllegalArgumentException when there are none, one is no number, or the rate is another
     */
    public DetectedSpeech detect(float[] samples, int rate) {
        if (samples.length == 0) {
            throw new IllegalArgumentException("voice activity: no samples; expected at least one");
        }
        var stream = stream(rate);
        var begin = stream.add(samples);
        var end = stream.finish();
        return VoiceStream.join(begin, end);
    }

    /**
     * A stream of sound that comes in pieces.
     *
     * @param rate how many samples a second has, 16000 or 8000
     * @throws IllegalArgumentException when the rate is another
     */
    public VoiceStream stream(int rate) {
        return new VoiceStream(this, rate);
    }

    /** Runs both rates, so that the first callers do not wait for plans to be made and code to be compiled. */
    public void warmUp() {
        for (int rate : new int[] {16000, 8000}) {
            var stream = stream(rate);
            stream.add(new float[WARM_FRAMES * stream.frame()]);
        }
    }

    /** The state before anything was heard. */
    static Tensor silence() {
        return Tensor.zeros(2, 1, WIDTH);
    }

    /**
     * What a frame is, and the state after it.
     *
     * @param probability of speech
     */
    record Step(float probability, Tensor state) {}

    /** Hears a frame, before which stands the end of the one before. */
    Step step(float[] frame, Tensor state, int rate) {
        var outputs = model.run(Map.of(
                SOUND, Tensor.wrap(frame, DType.F32, Shape.of(1, frame.length)),
                STATE, state,
                RATE, Tensor.wrap(new long[] {rate}, DType.I64, Shape.of())));
        return new Step(
                (float) Objects.requireNonNull(outputs.get(probability)).item(),
                Objects.requireNonNull(outputs.get(nextState)));
    }
}
