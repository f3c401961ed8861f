package io.lanewise.tokenizers;

/**
 * Adds tokens that say nothing, whose attention mask is 0, so that all encodings of a batch have the same length.
 *
 * @param length the length to reach, or 0 for that of the longest encoding of the batch
 * @param multipleOf the length is rounded up to a multiple of this, unless it is 0
 * @param side the end at which tokens are added
 */
public record Padding(int length, int multipleOf, Side side, int id, int typeId, String token) {
    /** More tokens are not added, since the length may come from a file. */
    private static final int LONGEST = 1 << 20;

    public Padding {
        if (length < 0 || length > LONGEST || multipleOf < 0 || multipleOf > LONGEST) {
            throw new IllegalArgumentException("padding to " + length + " tokens and a multiple of " + multipleOf
                    + ": both must be within 0 and " + LONGEST);
        }
    }

    /** Pads at the right end to the longest of a batch. */
    public static Padding toLongest(int id, String token) {
        return new Padding(0, 0, Side.RIGHT, id, 0, token);
    }

    /** The length of padded encodings of which the longest has so many tokens. */
    int target(int longest) {
        int target = length == 0 ? longest : length;
        return multipleOf == 0 ? target : Math.ceilDiv(target, multipleOf) * multipleOf;
    }
}
