package io.lanewise.pipelines;

import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sound that comes in pieces of any length. Its results, taken together, are those of {@link VoiceActivity#detect} for
 * the whole, to the bit. A stream belongs to one thread at a time.
 *
 * <pre>{@code
 * var stream = voices.stream(16000);
 * while (microphone.read(piece)) {
 *     stream.add(piece).segments().forEach(this::transcribe);
 * }
 * stream.finish().segments().forEach(this::transcribe);
 * }</pre>
 */
public final class VoiceStream {
    private static final int WIDE = 16000;
    private static final int NARROW = 8000;
    private static final int FRAMES_A_RATE = 32; // a frame of 512 samples at 16000
    private static final int CONTEXTS_A_FRAME = 8;

    /** What the next samples find. */
    private enum Phase {
        OPEN,
        FINISHED,
        BROKEN
    }

    private final VoiceActivity voices;
    private final int rate;
    private final int frame;

    /** The last samples of the frame before, then those of the next frame that are there. */
    private final float[] samples;

    private final int context;
    private final SpeechSegments segments;

    private int filled;
    private long heard;
    private Tensor state = VoiceActivity.silence();
    private Phase phase = Phase.OPEN;

    VoiceStream(VoiceActivity voices, int rate) {
        if (rate != WIDE && rate != NARROW) {
            throw new IllegalArgumentException("voice activity: " + rate + " samples a second; expected " + WIDE
                    + " or " + NARROW + ", so resample before");
        }
        this.voices = voices;
        this.rate = rate;
        frame = rate * FRAMES_A_RATE / 1000;
        context = frame / CONTEXTS_A_FRAME;
        samples = new float[context + frame];
        segments = new SpeechSegments(voices.settings(), rate, frame);
    }

    /** How many samples share a probability: 512 at 16000 a second, 256 at 8000. */
    public int frame() {
        return frame;
    }

    /** Whether a frame was speech and no silence has ended it yet; what is too short to become a segment counts too. */
    public boolean isSpeaking() {
        return segments.isSpeaking();
    }

    /**
     * Hears the next samples.
     *
     * @return the probabilities of the frames that they complete, and the segments that are settled by them
     * @throws IllegalArgumentException when a sample is no number; nothing was heard then
     * @throws IllegalStateException when the stream was finished, or stopped in the middle of a frame
     */
    public DetectedSpeech add(float[] piece) {
        checkOpen();
        for (int i = 0; i < piece.length; i++) {
            if (!Float.isFinite(piece[i])) {
                throw new IllegalArgumentException("voice activity: sample " + (heard + i) + " is " + piece[i]
                        + "; expected numbers from -1 to 1");
            }
        }
        var probabilities = new float[(int) (((long) filled + piece.length) / frame)];
        phase = Phase.BROKEN;
        int frames = 0;
        for (int at = 0; at < piece.length; ) {
            int taken = Math.min(frame - filled, piece.length - at);
            System.arraycopy(piece, at, samples, context + filled, taken);
            at += taken;
            filled += taken;
            if (filled == frame) {
                probabilities[frames++] = hear();
            }
        }
        heard += piece.length;
        phase = Phase.OPEN;
        return new DetectedSpeech(probabilities, segments.take());
    }

    /**
     * Ends the stream: hears the samples that do not fill a frame, with silence after them, and ends the speech that
     * goes on.
     *
     * @throws IllegalStateException when the stream was finished, or stopped in the middle of a frame
     */
    public DetectedSpeech finish() {
        checkOpen();
        phase = Phase.BROKEN;
        var probabilities = new float[filled == 0 ? 0 : 1];
        segments.endAt(heard);
        if (filled > 0) {
            Arrays.fill(samples, context + filled, samples.length, 0);
            probabilities[0] = hear();
        }
        segments.finish();
        phase = Phase.FINISHED;
        return new DetectedSpeech(probabilities, segments.take());
    }

    private void checkOpen() {
        if (phase != Phase.OPEN) {
            throw new IllegalStateException(
                    phase == Phase.FINISHED
                            ? "voice activity: the stream is finished; start another"
                            : "voice activity: the stream was stopped in the middle of a frame; start another");
        }
    }

    private float hear() {
        var step = voices.step(samples, state, rate);
        state = step.state();
        segments.add(step.probability());
        System.arraycopy(samples, frame, samples, 0, context);
        filled = 0;
        return step.probability();
    }

    static DetectedSpeech join(DetectedSpeech begin, DetectedSpeech end) {
        int frames = begin.probabilities().length;
        var probabilities = Arrays.copyOf(begin.probabilities(), frames + end.probabilities().length);
        System.arraycopy(end.probabilities(), 0, probabilities, frames, end.probabilities().length);
        var segments = new ArrayList<>(begin.segments());
        segments.addAll(end.segments());
        return new DetectedSpeech(probabilities, List.copyOf(segments));
    }
}
