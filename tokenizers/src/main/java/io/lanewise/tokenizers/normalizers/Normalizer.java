package io.lanewise.tokenizers.normalizers;

import io.lanewise.tokenizers.text.Text;
import io.lanewise.tokenizers.text.TextBuilder;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/** Rewrites a text before it is cut into words. */
public interface Normalizer {
    Text normalize(Text text);

    /** All of them, one after the other. */
    static Normalizer sequence(List<Normalizer> normalizers) {
        var all = List.copyOf(normalizers);
        return text -> {
            var result = text;
            for (var normalizer : all) {
                result = normalizer.normalize(result);
            }
            return result;
        };
    }

    /** Keeps the code points that it is asked for. */
    static Text filter(Text text, IntPredicate kept) {
        int i = 0;
        while (i < text.length() && kept.test(text.codePointAt(i))) {
            i += Character.charCount(text.codePointAt(i));
        }
        if (i == text.length()) {
            return text;
        }
        var builder = new TextBuilder(text);
        builder.keepTo(i);
        while (builder.hasNext()) {
            if (kept.test(builder.peek())) {
                builder.keep();
            } else {
                builder.skip();
            }
        }
        return builder.build();
    }

    /** Puts one code point in the place of each. */
    static Text map(Text text, IntUnaryOperator mapping) {
        int i = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            if (mapping.applyAsInt(c) != c) {
                break;
            }
            i += Character.charCount(c);
        }
        if (i == text.length()) {
            return text;
        }
        var builder = new TextBuilder(text);
        builder.keepTo(i);
        while (builder.hasNext()) {
            builder.replace(mapping.applyAsInt(builder.peek()));
        }
        return builder.build();
    }
}
