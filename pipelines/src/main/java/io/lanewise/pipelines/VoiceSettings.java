package io.lanewise.pipelines;

import java.time.Duration;

/**
 * How probabilities of speech become segments, as in the functions that are published with Silero VAD.
 *
 * @param threshold speech begins with a frame of this probability or a greater one
 * @param exitThreshold within speech, silence begins with a frame of a smaller probability than this
 * @param minSpeech segments that are not longer are left out
 * @param minSilence so long silence must last to end a segment
 * @param padding how much is added to a segment at both ends; neighbours share what lies between them
 */
public record VoiceSettings(
        float threshold, float exitThreshold, Duration minSpeech, Duration minSilence, Duration padding) {
    private static final float HYSTERESIS = 0.15f;
    private static final float LEAST_EXIT = 0.01f;
    private static final Duration LONGEST = Duration.ofDays(1);

    /** A threshold of 0.5 with 0.35 to leave, 250 ms of speech, 100 ms of silence, 30 ms of padding. */
    public static final VoiceSettings STANDARD =
            new VoiceSettings(0.5f, 0.35f, Duration.ofMillis(250), Duration.ofMillis(100), Duration.ofMillis(30));

    public VoiceSettings {
        if (!(threshold > 0 && threshold <= 1) || !(exitThreshold >= 0 && exitThreshold <= threshold)) {
            throw new IllegalArgumentException("voice activity: threshold " + threshold + " with " + exitThreshold
                    + " to leave; expected 0 <= exitThreshold <= threshold <= 1, and a threshold above 0");
        }
        check("minSpeech", minSpeech);
        check("minSilence", minSilence);
        check("padding", padding);
    }

    private static void check(String name, Duration duration) {
        if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "voice activity: " + name + " " + duration + "; expected from 0 to " + LONGEST);
        }
    }

    /** The same with another threshold, left 0.15 below it, but not below 0.01. */
    public VoiceSettings withThreshold(float threshold) {
        float exit = Math.min(threshold, Math.max(threshold - HYSTERESIS, LEAST_EXIT));
        return new VoiceSettings(threshold, exit, minSpeech, minSilence, padding);
    }

    /** The same with another least duration of speech. */
    public VoiceSettings withMinSpeech(Duration duration) {
        return new VoiceSettings(threshold, exitThreshold, duration, minSilence, padding);
    }

    /** The same with another least duration of the silence that ends a segment. */
    public VoiceSettings withMinSilence(Duration duration) {
        return new VoiceSettings(threshold, exitThreshold, minSpeech, duration, padding);
    }

    /** The same with another padding. */
    public VoiceSettings withPadding(Duration duration) {
        return new VoiceSettings(threshold, exitThreshold, minSpeech, minSilence, duration);
    }
}
