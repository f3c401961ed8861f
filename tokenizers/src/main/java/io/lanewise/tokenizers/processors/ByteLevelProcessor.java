package io.lanewise.tokenizers.processors;

import io.lanewise.tokenizers.models.Tokens;
import io.lanewise.tokenizers.text.ByteAlphabet;
import io.lanewise.tokenizers.text.Unicode;
import java.util.List;
import java.util.function.IntFunction;

/** Takes the white space with which a token begins or ends from its place in the text. */
public record ByteLevelProcessor(IntFunction<String> names, boolean addPrefixSpace) implements Processor {
    private static final char BLANK = ByteAlphabet.character(' ');

    @Override
    public int added(boolean pair) {
        return 0;
    }

    @Override
    public List<Tokens> process(List<Tokens> texts, boolean special) {
        for (var text : texts) {
            trim(text);
            text.overflow().forEach(this::trim);
        }
        return texts;
    }

    private void trim(Tokens tokens) {
        for (int i = 0; i < tokens.size(); i++) {
            var value = tokens.value(i);
            trim(tokens, i, value == null ? names.apply(tokens.id(i)) : value);
        }
    }

    private void trim(Tokens tokens, int i, String token) {
        int leading = 0;
        while (leading < token.length() && isBlank(token.charAt(leading))) {
            leading++;
        }
        int trailing = 0;
        while (trailing < token.length() && isBlank(token.charAt(token.length() - 1 - trailing))) {
            trailing++;
        }
        int start = tokens.start(i);
        int end = tokens.end(i);
        // A blank that was added before the text stands nowhere in it.
        boolean added = addPrefixSpace && leading == 1 && (i == 0 || start == 0);
        if (leading > 0 && !added) {
            start = Math.min(start + leading, end);
        }
        if (trailing > 0 && end >= trailing) {
            end = Math.max(end - trailing, start);
        }
        tokens.setSpan(i, start, end);
    }

    private static boolean isBlank(char c) {
        return c == BLANK || Unicode.isWhitespace(c);
    }
}
