package io.lanewise.pipelines;

/**
 * Where someone speaks, in samples from the beginning of all that was heard.
 *
 * @param start the first sample
 * @param end the sample after the last one
 */
public record SpeechSegment(long start, long end) {}
