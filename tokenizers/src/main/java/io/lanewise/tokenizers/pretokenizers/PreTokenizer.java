package io.lanewise.tokenizers.pretokenizers;

import io.lanewise.tokenizers.text.Pieces;
import io.lanewise.tokenizers.text.Text;
import java.util.List;

/** Cuts a normalized text into words, which tokens never cross. */
public interface PreTokenizer {
    /** Appends the words of the chars from {@code start} to {@code end} of a text. */
    void split(Text text, int start, int end, Pieces words);

    /** All of them, one after the other. */
    static PreTokenizer sequence(List<PreTokenizer> preTokenizers) {
        var all = List.copyOf(preTokenizers);
        return (text, start, end, words) -> {
            var parts = new Pieces();
            parts.add(text, start, end);
            for (var preTokenizer : all) {
                parts = preTokenizer.apply(parts);
            }
            for (int i = 0; i < parts.size(); i++) {
                words.addPiece(parts, i);
            }
        };
    }

    /** Cuts the pieces that are no tokens yet. */
    default Pieces apply(Pieces pieces) {
        var words = new Pieces();
        for (int i = 0; i < pieces.size(); i++) {
            if (pieces.isToken(i)) {
                words.addPiece(pieces, i);
            } else {
                split(pieces.text(i), pieces.start(i), pieces.end(i), words);
            }
        }
        return words;
    }
}
