package io.lanewise.tokenizers.files;

import io.lanewise.tokenizers.TokenizerException;
import io.lanewise.tokenizers.text.Finder;
import io.lanewise.tokenizers.text.Regex;

/** A pattern: {@code {"String": ...}} or {@code {"Regex": ...}}. */
final class PatternJson {
    private PatternJson() {}

    static Finder read(Json json) throws TokenizerException {
        var literal = json.isString() ? json : json.member("String");
        if (literal != null) {
            if (literal.string().isEmpty()) {
                throw literal.fail("is empty");
            }
            return Finder.of(literal.string());
        }
        var regex = json.required("Regex");
        try {
            return Finder.of(Regex.compile(regex.string()));
        } catch (IllegalArgumentException e) {
            throw regex.fail(String.valueOf(e.getMessage()));
        }
    }
}
