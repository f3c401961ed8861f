package io.lanewise.tokenizers.normalizers;

import io.lanewise.tokenizers.text.Text;
import io.lanewise.tokenizers.text.Unicode;

/** Takes white space from the ends. */
public record Strip(boolean left, boolean right) implements Normalizer {
    @Override
    public Text normalize(Text text) {
        int start = 0;
        int end = text.length();
        while (left && start < end && Unicode.isWhitespace(text.charAt(start))) {
            start++;
        }
        while (right && end > start && Unicode.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        return text.slice(start, end);
    }
}
