package io.lanewise.tokenizers.decoders;

import java.util.List;

/** Turns tokens into pieces of text, which are then put one after the other. */
public interface Decoder {
    List<String> decode(List<String> tokens);

    /** All of them, one after the other. */
    static Decoder sequence(List<Decoder> decoders) {
        var all = List.copyOf(decoders);
        return tokens -> {
            var result = tokens;
            for (var decoder : all) {
                result = decoder.decode(result);
            }
            return result;
        };
    }
}
