package io.lanewise.pipelines;

import java.time.Duration;

/**
 * What an embedder has done since it was loaded, with those that were made from it by other settings.
 *
 * @param texts that were embedded
 * @param tokens of these texts, special ones included
 * @param padding tokens that were added to run texts together
 * @param cut texts that were longer than the model takes
 * @param runs of the model
 * @param runTime of all runs, on all threads together
 */
public record EmbedderStatistics(long texts, long tokens, long padding, long cut, long runs, Duration runTime) {}
