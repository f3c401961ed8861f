package io.lanewise.pipelines;

import java.util.List;

/**
 * What was heard.
 *
 * @param probabilities how likely each frame of 32 ms is speech, from 0 to 1
 * @param segments where someone speaks, in order
 */
public record DetectedSpeech(float[] probabilities, List<SpeechSegment> segments) {}
