package io.lanewise.tokenizers.normalizers;

import io.lanewise.tokenizers.text.Finder;
import io.lanewise.tokenizers.text.Text;
import io.lanewise.tokenizers.text.TextBuilder;

/** Puts a string in the place of each match; it comes from where the last character of the match came. */
public record Replace(Finder pattern, String content) implements Normalizer {
    @Override
    public Text normalize(Text text) {
        var matches = pattern.find(text, 0, text.length());
        if (matches.size() == 0 || matches.size() == 1 && !matches.isMatch(0)) {
            return text;
        }
        var builder = new TextBuilder(text);
        for (int i = 0; i < matches.size(); i++) {
            if (matches.isMatch(i)) {
                builder.skipTo(matches.end(i));
                content.codePoints().forEach(builder::insert);
            } else {
                builder.keepTo(matches.end(i));
            }
        }
        return builder.build();
    }
}
