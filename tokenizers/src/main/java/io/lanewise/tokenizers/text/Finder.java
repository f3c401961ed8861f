package io.lanewise.tokenizers.text;

import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds a pattern in a part of a text. */
public interface Finder {
    Matches find(Text text, int start, int end);

    /** Finds single code points. */
    static Finder of(IntPredicate points) {
        return (text, start, end) -> {
            var matches = new Matches(start);
            for (int i = start; i < end; ) {
                int c = text.codePointAt(i);
                int next = i + Character.charCount(c);
                if (points.test(c)) {
                    matches.addMatch(i, next);
                }
                i = next;
            }
            matches.addRest(end);
            return matches;
        };
    }

    /** Finds a string. */
    static Finder of(String literal) {
        return of(Pattern.compile(literal, Pattern.LITERAL));
    }

    /**
     * Finds a regular expression.
     *
     * @throws IllegalStateException while it is used, where it takes more steps than any sensible one
     */
    static Finder of(Pattern pattern) {
        return (text, start, end) -> {
            // A pattern sees nothing of what stands around.
            var part = text.slice(start, end);
            var matches = new Matches(start);
            try {
                find(pattern.matcher(new Budget(pattern, part)), part, start, matches);
            } catch (StackOverflowError e) {
                throw new IllegalStateException(
                        "the tokenizer's pattern %s is nested too deeply for a text of %,d chars"
                                .formatted(pattern.pattern(), end - start),
                        e);
            }
            matches.addRest(end);
            return matches;
        };
    }

    private static void find(Matcher matcher, Text part, int offset, Matches matches) {
        int done = -1;
        boolean found = matcher.find();
        while (found) {
            int from = matcher.start();
            int to = matcher.end();
            // An empty match behind another is not one; elsewhere it cuts.
            if (to > from || from != done) {
                matches.addMatch(offset + from, offset + to);
            }
            done = to;
            if (to == part.length()) {
                return;
            }
            // Behind an empty match the search goes on at the next code point, which Java's would cut in two.
            found = to > from ? matcher.find() : matcher.find(to + Character.charCount(part.codePointAt(to)));
        }
    }

    /** A text that may be read so many times only: a pattern from a file may backtrack without end. */
    final class Budget implements CharSequence {
        private static final long PER_CHAR = 2_000;
        private static final long ALWAYS = 1_000_000;

        private final Pattern pattern;
        private final Text text;
        private long left;

        private Budget(Pattern pattern, Text text) {
            this.pattern = pattern;
            this.text = text;
            left = ALWAYS + PER_CHAR * text.length();
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (--left < 0) {
                throw new IllegalStateException("the tokenizer's pattern " + pattern.pattern()
                        + " takes more steps than the text's length allows");
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int from, int to) {
            return text.subSequence(from, to);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
