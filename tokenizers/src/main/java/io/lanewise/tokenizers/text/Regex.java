package io.lanewise.tokenizers.text;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Regular expressions in the syntax of Oniguruma (Ruby's), in which tokenizer.json has them, as Java's. What Java has not
 * is refused.
 */
public final class Regex {
    private static final int LONGEST = 20_000;

    /** Both anchors work at lines, which only a line feed ends; classes are Unicode's. */
    private static final int FLAGS = Pattern.MULTILINE | Pattern.UNIX_LINES | Pattern.UNICODE_CHARACTER_CLASS;

    private static final Map<String, String> BRACKETS = Map.ofEntries(
            Map.entry("alnum", "\\p{IsAlphabetic}\\p{M}\\p{Nd}"),
            Map.entry("alpha", "\\p{IsAlphabetic}\\p{M}"),
            Map.entry("ascii", "\\x00-\\x7F"),
            Map.entry("blank", "\\p{Zs}\\t"),
            Map.entry("cntrl", "\\p{Cc}"),
            Map.entry("digit", "\\p{Nd}"),
            Map.entry("lower", "\\p{IsLowercase}"),
            Map.entry("punct", "\\p{P}\\$+<=>^`|~"),
            Map.entry("space", "\\p{IsWhite_Space}"),
            Map.entry("upper", "\\p{IsUppercase}"),
            Map.entry("word", "\\w"),
            Map.entry("xdigit", "0-9a-fA-F"));

    private final String source;
    private final StringBuilder result = new StringBuilder();
    private int position;
    private int classes;

    private Regex(String source) {
        this.source = source;
    }

    /**
     * Translates and compiles a pattern.
     *
     * @throws IllegalArgumentException where it is wrong, or has what Java has not
     */
    public static Pattern compile(String source) {
        if (source.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "the pattern has " + source.length() + " characters, more than " + LONGEST);
        }
        var java = new Regex(source).translate();
        try {
            return Pattern.compile(java, FLAGS);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("the pattern " + source + " is wrong: " + e.getDescription(), e);
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException("the pattern " + source + " is nested too deeply", e);
        }
    }

    private IllegalArgumentException unknown(String what) {
        return new IllegalArgumentException(
                "the pattern " + source + " has " + what + ", which Java's patterns do not have");
    }

    private String translate() {
        while (position < source.length()) {
            char c = source.charAt(position);
            if (c == '\\') {
                escape();
            } else if (c == '[') {
                openClass();
            } else if (c == ']' && classes > 0) {
                classes--;
                copy(1);
            } else if (classes == 0 && c == '(') {
                group();
            } else if (classes == 0 && c == '{') {
                interval();
            } else {
                copy(1);
            }
        }
        return result.toString();
    }

    private void copy(int count) {
        result.append(source, position, position + count);
        position += count;
    }

    private void escape() {
        if (position + 1 == source.length()) {
            throw new IllegalArgumentException("the pattern " + source + " ends in a backslash");
        }
        char c = source.charAt(position + 1);
        switch (c) {
            case 'h' -> put(2, classes > 0 ? "0-9a-fA-F" : "[0-9a-fA-F]");
            case 'H' -> put(2, "[^0-9a-fA-F]");
            case 'O' -> put(2, "[\\s\\S]");
            case 'g', 'K', 'y', 'Y', 'N', 'C', 'M' -> throw unknown("\\" + c);
            case 'p', 'P' -> property(c);
            default -> copy(2);
        }
    }

    private void put(int count, String java) {
        result.append(java);
        position += count;
    }

    /** A property: Java names scripts otherwise, and negates outside the braces. */
    private void property(char letter) {
        int close = source.indexOf('}', position);
        if (position + 2 >= source.length() || source.charAt(position + 2) != '{' || close < 0) {
            throw unknown("\\" + letter + " without a name in braces");
        }
        var name = source.substring(position + 3, close);
        boolean negated = letter == 'P';
        if (name.startsWith("^")) {
            negated = !negated;
            name = name.substring(1);
        }
        put(close + 1 - position, (negated ? "\\P{" : "\\p{") + property(name) + "}");
    }

    private static String property(String name) {
        if (name.length() <= 2 || name.contains("=") || name.startsWith("Is") || name.startsWith("In")) {
            return name;
        }
        var category = CATEGORIES.get(name.replace("_", "").replace(" ", "").toLowerCase(Locale.ROOT));
        return category != null ? category : "Is" + name;
    }

    private static final Map<String, String> CATEGORIES = Map.ofEntries(
            Map.entry("letter", "L"),
            Map.entry("lowercaseletter", "Ll"),
            Map.entry("uppercaseletter", "Lu"),
            Map.entry("titlecaseletter", "Lt"),
            Map.entry("modifierletter", "Lm"),
            Map.entry("otherletter", "Lo"),
            Map.entry("mark", "M"),
            Map.entry("nonspacingmark", "Mn"),
            Map.entry("spacingmark", "Mc"),
            Map.entry("enclosingmark", "Me"),
            Map.entry("number", "N"),
            Map.entry("decimalnumber", "Nd"),
            Map.entry("letternumber", "Nl"),
            Map.entry("othernumber", "No"),
            Map.entry("punctuation", "P"),
            Map.entry("punct", "IsPunctuation"),
            Map.entry("symbol", "S"),
            Map.entry("mathsymbol", "Sm"),
            Map.entry("currencysymbol", "Sc"),
            Map.entry("modifiersymbol", "Sk"),
            Map.entry("othersymbol", "So"),
            Map.entry("separator", "Z"),
            Map.entry("spaceseparator", "Zs"),
            Map.entry("other", "C"),
            Map.entry("control", "Cc"),
            Map.entry("format", "Cf"),
            Map.entry("alnum", "Alnum"),
            Map.entry("space", "IsWhite_Space"),
            Map.entry("emoji", "IsEmoji"));

    private void openClass() {
        if (classes > 0 && source.startsWith("[:", position)) {
            int close = source.indexOf(":]", position);
            if (close > 0) {
                bracket(source.substring(position + 2, close), close + 2);
                return;
            }
        }
        classes++;
        copy(1);
        if (position < source.length() && source.charAt(position) == '^') {
            copy(1);
        }
        // A bracket that stands first stands for itself.
        if (position < source.length() && source.charAt(position) == ']') {
            put(1, "\\]");
        }
    }

    private void bracket(String name, int end) {
        boolean negated = name.startsWith("^");
        var members = BRACKETS.get(negated ? name.substring(1) : name);
        if (members == null) {
            throw unknown("[:" + name + ":]");
        }
        put(end - position, (negated ? "[^" : "[") + members + "]");
    }

    private void group() {
        if (!source.startsWith("(?", position)) {
            copy(1);
            return;
        }
        int i = position + 2;
        char c = i < source.length() ? source.charAt(i) : ')';
        switch (c) {
            case ':', '=', '!', '>' -> copy(3);
            case '<' -> angle();
            case '#' -> {
                int close = source.indexOf(')', position);
                if (close < 0) {
                    throw new IllegalArgumentException("the pattern " + source + " has a comment without end");
                }
                put(close + 1 - position, "");
            }
            case 'i', 'm', 'x', '-' -> options();
            default -> throw unknown("(?" + c);
        }
    }

    /** A lookbehind, or a named group, whose name Java might not take and nobody needs. */
    private void angle() {
        if (source.startsWith("(?<=", position) || source.startsWith("(?<!", position)) {
            copy(4);
            return;
        }
        int close = source.indexOf('>', position);
        if (close < 0) {
            throw new IllegalArgumentException("the pattern " + source + " has a group's name without end");
        }
        put(close + 1 - position, "(");
    }

    /** Options: what Ruby calls m, a dot that matches line ends too, Java calls s. */
    private void options() {
        copy(2);
        while (position < source.length() && "imx-".indexOf(source.charAt(position)) >= 0) {
            if (source.charAt(position) == 'm') {
                put(1, "s");
            } else {
                copy(1);
            }
        }
        if (position == source.length() || ":)".indexOf(source.charAt(position)) < 0) {
            throw unknown("such options");
        }
        copy(1);
    }

    private void interval() {
        int close = source.indexOf('}', position);
        var inside = close < 0 ? "" : source.substring(position + 1, close);
        if (inside.matches(",\\d+")) {
            put(close + 1 - position, "{0" + inside + "}");
        } else if (inside.matches("\\d+(,\\d*)?")) {
            copy(close + 1 - position);
        } else {
            put(1, "\\{");
            return;
        }
        if (position < source.length() && source.charAt(position) == '+') {
            throw unknown("a + after an interval, which there repeats it");
        }
    }
}
