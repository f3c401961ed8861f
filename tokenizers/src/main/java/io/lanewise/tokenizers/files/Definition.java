package io.lanewise.tokenizers.files;

import io.lanewise.tokenizers.Padding;
import io.lanewise.tokenizers.Truncation;
import io.lanewise.tokenizers.decoders.Decoder;
import io.lanewise.tokenizers.models.AddedTokens;
import io.lanewise.tokenizers.models.Model;
import io.lanewise.tokenizers.pretokenizers.PreTokenizer;
import io.lanewise.tokenizers.processors.Processor;
import org.jspecify.annotations.Nullable;

/** What a file says of a tokenizer; the added tokens know the normalizer. */
public record Definition(
        AddedTokens added,
        @Nullable PreTokenizer preTokenizer,
        Model model,
        Processor processor,
        @Nullable Decoder decoder,
        @Nullable Truncation truncation,
        @Nullable Padding padding) {
    public Definition withTruncation(@Nullable Truncation other) {
        return new Definition(added, preTokenizer, model, processor, decoder, other, padding);
    }

    public Definition withPadding(@Nullable Padding other) {
        return new Definition(added, preTokenizer, model, processor, decoder, truncation, other);
    }
}
