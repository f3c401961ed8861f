package io.lanewise.tokenizers.decoders;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes the prefix from tokens that go on a word, and puts a blank before the others.
 *
 * @param cleanup whether blanks before English punctuation and contractions are removed
 */
public record WordPieceDecoder(String prefix, boolean cleanup) implements Decoder {
    /** What the cleaning replaces, and by what, in this order. */
    private static final String[] ARTIFACTS = {
        " .", ".", " ?", "?", " !", "!", " ,", ",", " ' ", "'", " n't", "n't", " 'm", "'m", " do not", " don't", " 's",
        "'s", " 've", "'ve", " 're", "'re"
    };

    @Override
    public List<String> decode(List<String> tokens) {
        var result = new ArrayList<String>(tokens.size());
        for (var token : tokens) {
            var piece = token;
            if (!result.isEmpty()) {
                piece = token.startsWith(prefix) ? token.substring(prefix.length()) : " " + token;
            }
            result.add(cleanup ? clean(piece) : piece);
        }
        return result;
    }

    static String clean(String text) {
        var result = text;
        for (int i = 0; i < ARTIFACTS.length; i += 2) {
            result = result.replace(ARTIFACTS[i], ARTIFACTS[i + 1]);
        }
        return result;
    }
}
