package io.lanewise.tokenizers;

import java.util.Map;
import java.util.regex.Pattern;

/** How tiktoken's encodings cut texts into words, and their special tokens. */
@SuppressWarnings("ImmutableEnumChecker") // nobody changes the maps
public enum TiktokenEncoding {
    /** GPT-3's. */
    R50K_BASE(Patterns.GPT2, Map.of("<|endoftext|>", 50256)),
    /** Codex's. */
    P50K_BASE(Patterns.GPT2, Map.of("<|endoftext|>", 50256)),
    /** GPT-4's. */
    CL100K_BASE(
            "'(?i:[sdmt]|ll|ve|re)|[^\\r"
                    + "\\n"
                    + "\\p{L}\\p{N}]?+\\p{L}++|\\p{N}{1,3}+| ?[^\\s\\p{L}\\p{N}]++[\\r"
                    + "\\n"
                    + "]*+|\\s++\\z|\\s*[\\r"
                    + "\\n"
                    + "]|\\s+(?!\\S)|\\s",
            Map.of(
                    "<|endoftext|>",
                    100257,
                    "<|fim_prefix|>",
                    100258,
                    "<|fim_middle|>",
                    100259,
                    "<|fim_suffix|>",
                    100260,
                    "<|endofprompt|>",
                    100276)),
    /** GPT-4o's. */
    O200K_BASE(
            "[^\\r\\n\\p{L}\\p{N}]?" + Patterns.UPPER + "*" + Patterns.LOWER + "+" + Patterns.CONTRACTION
                    + "|[^\\r\\n\\p{L}\\p{N}]?" + Patterns.UPPER + "+" + Patterns.LOWER + "*" + Patterns.CONTRACTION
                    + "|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
            Map.of("<|endoftext|>", 199999, "<|endofprompt|>", 200018));

    private final Pattern pattern;
    private final Map<String, Integer> specialTokens;

    TiktokenEncoding(String pattern, Map<String, Integer> specialTokens) {
        this.pattern = Pattern.compile(pattern, Pattern.UNICODE_CHARACTER_CLASS);
        this.specialTokens = specialTokens;
    }

    /** What a word looks like. */
    public Pattern pattern() {
        return pattern;
    }

    /** The special tokens and their ids. */
    public Map<String, Integer> specialTokens() {
        return specialTokens;
    }

    private static final class Patterns {
        static final String GPT2 =
                "'(?:[sdmt]|ll|ve|re)| ?\\p{L}++| ?\\p{N}++| ?[^\\s\\p{L}\\p{N}]++|\\s++\\z|\\s+(?!\\S)|\\s";
        static final String UPPER = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
        static final String LOWER = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
        static final String CONTRACTION = "(?i:'s|'t|'re|'ve|'m|'ll|'d)?";
    }
}
