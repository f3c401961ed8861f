package io.lanewise.tokenizers.files;

import io.lanewise.tokenizers.TokenizerException;
import io.lanewise.tokenizers.decoders.Decoder;
import io.lanewise.tokenizers.decoders.Decoders;
import io.lanewise.tokenizers.decoders.WordPieceDecoder;
import io.lanewise.tokenizers.pretokenizers.Metaspace.Prepending;
import java.util.ArrayList;

/** The part "decoder" of a tokenizer.json. */
final class DecoderJson {
    private DecoderJson() {}

    static Decoder read(Json json) throws TokenizerException {
        var type = json.string("type");
        return switch (type) {
            case "WordPiece" -> new WordPieceDecoder(json.string("prefix", "##"), json.truth("cleanup", true));
            case "BPEDecoder" -> Decoders.wordSuffix(json.string("suffix", "</w>"));
            case "ByteLevel" -> Decoders.byteLevel();
            case "ByteFallback" -> Decoders.byteFallback();
            case "Fuse" -> Decoders.fuse();
            case "Strip" -> Decoders.strip(json.character("content"), json.count("start", 0), json.count("stop", 0));
            case "Replace" -> Decoders.replace(PatternJson.read(json.required("pattern")), json.string("content"));
            case "Metaspace" ->
                Decoders.metaspace(
                        json.character("replacement"), PreTokenizerJson.prepending(json) != Prepending.NEVER);
            case "CTC" ->
                Decoders.ctc(
                        json.string("pad_token", "<pad>"),
                        json.string("word_delimiter_token", "|"),
                        json.truth("cleanup", true));
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
