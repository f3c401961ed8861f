package io.lanewise.tokenizers;

/**
 * Cuts off tokens so that, special ones included, no more than {@code maxLength} are left.
 *
 * @param maxLength the most tokens
 * @param strategy of two texts, which is cut
 * @param stride the number of tokens that each part that was cut off repeats from the one before
 * @param side the end that is cut off
 */
public record Truncation(int maxLength, Strategy strategy, int stride, Side side) {
    /** Of two texts, which is cut. */
    public enum Strategy {
        /** The longer one, then both. */
        LONGEST_FIRST,
        /** The first. */
        ONLY_FIRST,
        /** The second. */
        ONLY_SECOND
    }

    public Truncation {
        if (maxLength < 0 || stride < 0) {
            throw new IllegalArgumentException(
                    "truncation to " + maxLength + " tokens with a stride of " + stride + ": neither may be negative");
        }
    }

    /** Cuts at the right end, the longer text first, without a stride. */
    public static Truncation to(int maxLength) {
        return new Truncation(maxLength, Strategy.LONGEST_FIRST, 0, Side.RIGHT);
    }
}
