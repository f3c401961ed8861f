package io.lanewise.tokenizers.normalizers;

import io.lanewise.tokenizers.text.Text;
import io.lanewise.tokenizers.text.TextBuilder;

/** Puts a string before a text that is not empty; it comes from where the first character came. */
public record Prepend(String content) implements Normalizer {
    @Override
    public Text normalize(Text text) {
        return prepend(text, content);
    }

    /** The text with a string before it. */
    public static Text prepend(Text text, String content) {
        if (text.length() == 0 || content.isEmpty()) {
            return text;
        }
        var builder = new TextBuilder(text);
        int first = builder.peek();
        var points = content.codePoints().toArray();
        builder.replace(points[0]);
        for (int i = 1; i < points.length; i++) {
            builder.insert(points[i]);
        }
        builder.insert(first);
        builder.keepTo(text.length());
        return builder.build();
    }
}
