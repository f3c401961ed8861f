package io.lanewise.tokenizers.files;

import io.lanewise.tokenizers.TiktokenEncoding;
import io.lanewise.tokenizers.TokenizerException;
import io.lanewise.tokenizers.decoders.Decoders;
import io.lanewise.tokenizers.models.AddedTokens;
import io.lanewise.tokenizers.models.AddedTokens.AddedToken;
import io.lanewise.tokenizers.models.Bpe;
import io.lanewise.tokenizers.models.Vocabulary;
import io.lanewise.tokenizers.pretokenizers.ByteLevel;
import io.lanewise.tokenizers.pretokenizers.PreTokenizer;
import io.lanewise.tokenizers.pretokenizers.Split;
import io.lanewise.tokenizers.pretokenizers.Split.Behavior;
import io.lanewise.tokenizers.processors.Processor;
import io.lanewise.tokenizers.text.ByteAlphabet;
import io.lanewise.tokenizers.text.Finder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** tiktoken's vocabularies: a token's bytes in base64 and its rank, a line each. */
public final class Tiktoken {
    private static final int MOST_TOKENS = 1 << 23;

    private Tiktoken() {}

    /** Reads a file of which errors say the name. */
    public static Definition read(String file, InputStream input, TiktokenEncoding encoding) throws IOException {
        var builder = new Vocabulary.Builder();
        var ranks = new ArrayList<Integer>();
        var reader = new BufferedReader(new InputStreamReader(input, StandardCharsets.ISO_8859_1));
        int number = 0;
        for (var line = reader.readLine(); line != null; line = reader.readLine()) {
            number++;
            if (!line.isBlank()) {
                ranks.add(readToken(file + ": line " + number, line, builder));
            }
        }
        try {
            return definition(
                    builder.build(), ranks.stream().mapToInt(Integer::intValue).toArray(), encoding);
        } catch (IllegalArgumentException e) {
            throw new TokenizerException(file + ": " + e.getMessage(), e);
        }
    }

    /** Reads a token and returns its rank, which is its id too. */
    private static int readToken(String place, String line, Vocabulary.Builder builder) throws TokenizerException {
        int blank = line.indexOf(' ');
        if (blank <= 0 || builder.size() == MOST_TOKENS) {
            throw new TokenizerException(
                    place + ": expected a token in base64 and its rank, and no more than " + MOST_TOKENS + " of them");
        }
        try {
            var token = Base64.getDecoder().decode(line.substring(0, blank));
            int rank = Integer.parseInt(line.substring(blank + 1).strip());
            if (rank < 0 || rank >= MOST_TOKENS) {
                throw new TokenizerException(
                        place + ": the rank " + rank + " is not within 0 and " + (MOST_TOKENS - 1));
            }
            builder.add(ByteAlphabet.encode(token), rank);
            return rank;
        } catch (IllegalArgumentException e) {
            throw new TokenizerException(place + ": expected a token in base64 and its rank: " + e.getMessage(), e);
        }
    }

    private static Definition definition(Vocabulary vocabulary, int[] ranks, TiktokenEncoding encoding) {
        var added = new ArrayList<AddedToken>();
        encoding.specialTokens()
                .forEach((content, id) -> added.add(new AddedToken(id, content, false, false, false, false, true)));
        var options = new Bpe.Options("", "", "", false, false, true);
        return new Definition(
                new AddedTokens(added, null),
                PreTokenizer.sequence(List.of(
                        new Split(Finder.of(encoding.pattern()), Behavior.ISOLATED, false),
                        new ByteLevel(false, false))),
                new Bpe(vocabulary, Bpe.merges(vocabulary, ranks), options),
                Processor.NONE,
                Decoders.byteLevel(),
                null,
                null);
    }
}
