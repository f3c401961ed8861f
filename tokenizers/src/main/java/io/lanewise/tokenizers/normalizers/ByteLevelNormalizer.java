package io.lanewise.tokenizers.normalizers;

import io.lanewise.tokenizers.text.ByteAlphabet;
import io.lanewise.tokenizers.text.Text;
import io.lanewise.tokenizers.text.TextBuilder;

/** Writes the bytes of UTF-8 as visible characters. */
public enum ByteLevelNormalizer implements Normalizer {
    INSTANCE;

    @Override
    public Text normalize(Text text) {
        var builder = new TextBuilder(text);
        while (builder.hasNext()) {
            ByteAlphabet.replaceNext(builder);
        }
        return builder.build();
    }
}
