package io.lanewise.pipelines;

/**
 * A line of text that was read.
 *
 * @param text what stands there; empty if nothing was found
 * @param confidence the mean of its characters' probabilities, from 0 to 1; 0 if nothing was found
 */
public record RecognizedText(String text, float confidence) {}
