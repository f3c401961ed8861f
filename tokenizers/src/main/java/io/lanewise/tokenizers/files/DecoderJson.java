package io.lanewise.tokenizers.files;

import io.lanewise.tokenizers.TokenizerException;
import io.lanewise.tokenizers.decoders.Decoder;
import io.lanewise.tokenizers.decoders.WordPieceDecoder;
import java.util.ArrayList;

/** The part "decoder" of a tokenizer.json. */
final class DecoderJson {
    private DecoderJson() {}

    static Decoder read(Json json) throws TokenizerException {
        var type = json.string("type");
        return switch (type) {
            case "WordPiece" -> new WordPieceDecoder(json.string("prefix", "##"), json.truth("cleanup", true));
            case "Sequence" -> {
                var all = new ArrayList<Decoder>();
                for (var element : json.list("decoders")) {
                    all.add(read(element));
                }
                yield Decoder.sequence(all);
            }
            default -> throw json.fail("\"" + type + "\" is no known decoder");
        };
    }
}
