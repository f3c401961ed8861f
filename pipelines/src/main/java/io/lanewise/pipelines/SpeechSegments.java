package io.lanewise.pipelines;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes segments of the probabilities of frames, one frame at a time. A segment is given out once nothing that follows
 * can change it: what lies between neighbours that are nearer than two paddings is shared by both.
 */
final class SpeechSegments {
    private static final long NONE = -1;
    private static final long NANOS = 1_000_000_000;

    private final VoiceSettings settings;
    private final int frame;
    private final long minSpeech;
    private final long minSilence;
    private final long padding;

    private final List<SpeechSegment> settled = new ArrayList<>();

    /** Where the next frame begins. */
    private long position;

    /** Where speech began that goes on, not padded. */
    private long start = NONE;

    /** Where the silence began that may end it. */
    private long silence = NONE;

    /** The last segment, if its end may still change: its start is padded, its end is not. */
    private long lastStart = NONE;

    private long lastEnd = NONE;

    /** Where all ends. */
    private long length = Long.MAX_VALUE;

    SpeechSegments(VoiceSettings settings, int rate, int frame) {
        this.settings = settings;
        this.frame = frame;
        minSpeech = samples(settings.minSpeech(), rate);
        minSilence = samples(settings.minSilence(), rate);
        padding = samples(settings.padding(), rate);
    }

    private static long samples(Duration duration, int rate) {
        return duration.toNanos() * rate / NANOS; // of a day at most
    }

    /** Takes the probability of the next frame. */
    void add(float probability) {
        if (probability >= settings.threshold()) {
            silence = NONE;
            start = start == NONE ? position : start;
        } else if (probability < settings.exitThreshold() && start != NONE) {
            silence = silence == NONE ? position : silence;
            if (position - silence >= minSilence) {
                end(silence);
            }
        }
        position += frame;
        long next = start == NONE ? position : start;
        if (lastEnd != NONE && next - lastEnd >= 2 * padding) {
            settle(lastEnd + padding);
        }
    }

    private void end(long end) {
        if (end - start > minSpeech) {
            long before = padding;
            if (lastEnd != NONE) { // nearer than two paddings
                before = (start - lastEnd) / 2;
                settle(lastEnd + before);
            }
            lastStart = Math.max(0, start - before);
            lastEnd = end;
        }
        start = NONE;
        silence = NONE;
    }

    private void settle(long end) {
        settled.add(new SpeechSegment(lastStart, Math.min(length, end)));
        lastEnd = NONE;
    }

    /** Says where all ends, before the frame that reaches beyond it is added. */
    void endAt(long samples) {
        length = samples;
    }

    /** Ends what goes on, after the last frame. */
    void finish() {
        if (start != NONE) {
            end(length);
        }
        if (lastEnd != NONE) {
            settle(lastEnd + padding);
        }
    }

    boolean isSpeaking() {
        return start != NONE;
    }

    /** What was settled since this was last asked. */
    List<SpeechSegment> take() {
        var taken = List.copyOf(settled);
        settled.clear();
        return taken;
    }
}
