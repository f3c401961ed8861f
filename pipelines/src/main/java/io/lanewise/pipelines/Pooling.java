package io.lanewise.pipelines;

import java.util.Arrays;

/**
 * How the vectors of a text's tokens become one, as sentence-transformers' Pooling has it. All but {@link #MAX} are sums
 * with weights.
 */
public enum Pooling {
    /** The vector of the first token. */
    CLS("pooling_mode_cls_token"),
    /** The largest value of all tokens, each dimension by itself. */
    MAX("pooling_mode_max_tokens"),
    /** The mean of all tokens. */
    MEAN("pooling_mode_mean_tokens"),
    /** The sum of all tokens, divided by the square root of their number. */
    MEAN_SQRT_LENGTH("pooling_mode_mean_sqrt_len_tokens"),
    /** The mean, in which the token at place i (from 1 on) counts i times. */
    WEIGHTED_MEAN("pooling_mode_weightedmean_tokens"),
    /** The vector of the last token. */
    LAST_TOKEN("pooling_mode_lasttoken");

    private final String key;

    Pooling(String key) {
        this.key = key;
    }

    /** Its name in {@code 1_Pooling/config.json}. */
    String key() {
        return key;
    }

    /** Writes the weights of a text's tokens; those of padding after them are left at 0. */
    void weights(float[] weights, int from, int tokens) {
        int end = from + tokens;
        switch (this) {
            case CLS -> weights[from] = 1;
            case LAST_TOKEN -> weights[end - 1] = 1;
            case MEAN -> Arrays.fill(weights, from, end, 1f / tokens);
            case MEAN_SQRT_LENGTH -> Arrays.fill(weights, from, end, (float) (1 / Math.sqrt(tokens)));
            case WEIGHTED_MEAN -> {
                double sum = tokens * (tokens + 1.0) / 2;
                for (int i = 0; i < tokens; i++) {
                    weights[from + i] = (float) ((i + 1) / sum);
                }
            }
            case MAX -> throw new IllegalStateException("the largest value is no sum");
        }
    }
}
