package io.lanewise.tokenizers.normalizers;

import io.lanewise.tokenizers.text.Text;
import io.lanewise.tokenizers.text.TextBuilder;
import io.lanewise.tokenizers.text.Unicode;

/** Lower case, letter by letter. */
public enum Lowercase implements Normalizer {
    INSTANCE;

    /** The only letter whose lower case is two code points: an i and a dot above. */
    private static final int CAPITAL_I_WITH_DOT = 0x130;

    private static final int DOT_ABOVE = 0x307;

    @Override
    public Text normalize(Text text) {
        if (text.toString().indexOf(CAPITAL_I_WITH_DOT) < 0) {
            return Normalizer.map(text, Unicode::toLowerCase);
        }
        var builder = new TextBuilder(text);
        while (builder.hasNext()) {
            int c = builder.peek();
            builder.replace(Unicode.toLowerCase(c));
            if (c == CAPITAL_I_WITH_DOT) {
                builder.insert(DOT_ABOVE);
            }
        }
        return builder.build();
    }
}
