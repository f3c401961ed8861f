package io.lanewise.pipelines;

/**
 * A text as a vector.
 *
 * @param text as it was given
 * @param ids the tokens that the model saw, special ones and those of a prompt included
 * @param vector the embedding
 * @param cut whether the text had more tokens than the model takes
 */
public record SentenceEmbedding(String text, int[] ids, float[] vector, boolean cut) {}
