package io.lanewise.tokenizers;

import io.lanewise.tokenizers.files.Definition;
import io.lanewise.tokenizers.files.SentencePiece;
import io.lanewise.tokenizers.files.Tiktoken;
import io.lanewise.tokenizers.files.TokenizerJson;
import io.lanewise.tokenizers.models.Tokens;
import io.lanewise.tokenizers.models.Vocabulary;
import io.lanewise.tokenizers.text.Text;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Turns texts into the ids of tokens and back, as the library with which a model was trained does. Immutable, and safe for
 * use by any number of threads.
 *
 * <p>Surrogates without a partner are taken for U+FFFD.
 */
public final class Tokenizer {
    /** The file of Hugging Face's tokenizers in a model's folder. */
    public static final String FILE_NAME = "tokenizer.json";

    private static final String SENTENCE_PIECE = ".model";

    private final Definition definition;

    private Tokenizer(Definition definition) {
        this.definition = definition;
    }

    /**
     * Reads a {@code tokenizer.json}, or that of a folder, or a model of SentencePiece, whose name ends in
     * {@code .model}.
     *
     * @throws TokenizerException where the file is not what it should be
     */
    public static Tokenizer load(Path path) throws IOException {
        var file = Files.isDirectory(path) ? path.resolve(FILE_NAME) : path;
        if (file.toString().endsWith(SENTENCE_PIECE)) {
            return sentencePiece(file);
        }
        try (var input = Files.newInputStream(file)) {
            return checked(file.toString(), TokenizerJson.read(file.toString(), input));
        }
    }

    /**
     * Reads a {@code tokenizer.json} from a stream, which stays open.
     *
     * @throws TokenizerException where it is not what it should be
     */
    public static Tokenizer read(InputStream input) throws IOException {
        return checked(FILE_NAME, TokenizerJson.read(FILE_NAME, input));
    }

    /**
     * Reads a model of SentencePiece of the kind Unigram, BPE or Char. Control tokens are not found in texts, and none is
     * put around them: a model's file does not say which its network wants.
     *
     * @throws TokenizerException where the file is not what it should be
     */
    public static Tokenizer sentencePiece(Path file) throws IOException {
        return sentencePiece(file, false, false);
    }

    /**
     * Reads a model of SentencePiece; its tokens for the beginning and the end are the special ones that are put around
     * texts, each where it is wanted. T5, for instance, was trained with the end's, and Llama 2 with the beginning's.
     *
     * @throws TokenizerException where the file is not what it should be, or has no such token
     */
    public static Tokenizer sentencePiece(Path file, boolean beginning, boolean end) throws IOException {
        return new Tokenizer(SentencePiece.read(file, beginning, end));
    }

    /**
     * Reads a vocabulary of tiktoken: a line a token, its bytes in base64 and its rank. The encoding's special tokens are
     * found in texts.
     *
     * @throws TokenizerException where the file is not what it should be
     */
    public static Tokenizer tiktoken(Path file, TiktokenEncoding encoding) throws IOException {
        try (var input = Files.newInputStream(file)) {
            return new Tokenizer(Tiktoken.read(file.toString(), input, encoding));
        }
    }

    private static Tokenizer checked(String file, Definition definition) throws TokenizerException {
        try {
            checkTruncation(definition);
        } catch (IllegalArgumentException e) {
            throw new TokenizerException(file + ": " + e.getMessage(), e);
        }
        return new Tokenizer(definition);
    }

    private static void checkTruncation(Definition definition) {
        var truncation = definition.truncation();
        if (truncation == null) {
            return;
        }
        int special = definition.processor().added(false);
        if (truncation.maxLength() < special) {
            throw new IllegalArgumentException("truncation: at most %d tokens are fewer than the %d special ones"
                    .formatted(truncation.maxLength(), special));
        }
        if (truncation.stride() > 0 && truncation.stride() >= truncation.maxLength() - special) {
            throw new IllegalArgumentException(
                    "truncation: a stride of %d is not less than %d, the most tokens without the special ones"
                            .formatted(truncation.stride(), truncation.maxLength() - special));
        }
    }

    /**
     * The same tokenizer with this truncation, or without where it is null.
     *
     * @throws IllegalArgumentException where it leaves no room for a text's special tokens, or the stride is too large
     */
    public Tokenizer withTruncation(@Nullable Truncation truncation) {
        var changed = definition.withTruncation(truncation);
        checkTruncation(changed);
        return new Tokenizer(changed);
    }

    /** The same tokenizer with this padding, or without where it is null. */
    public Tokenizer withPadding(@Nullable Padding padding) {
        return new Tokenizer(definition.withPadding(padding));
    }

    /** How encodings are truncated, or null where they are not. */
    public @Nullable Truncation truncation() {
        return definition.truncation();
    }

    /** How encodings are padded, or null where they are not. */
    public @Nullable Padding padding() {
        return definition.padding();
    }

    /** The tokens of a text, with special tokens around it. */
    public Encoding encode(String text) {
        return encode(text, null, true);
    }

    /** The tokens of a text, with special tokens around it or without. */
    public Encoding encode(String text, boolean addSpecialTokens) {
        return encode(text, null, addSpecialTokens);
    }

    /** The tokens of two texts, with special tokens around them. */
    public Encoding encode(String text, String pair) {
        return encode(text, pair, true);
    }

    /**
     * The tokens of a text, or of two, truncated and padded as the tokenizer says.
     *
     * @throws IllegalArgumentException where the truncation cannot be done, or the text would grow beyond all measure
     * @throws IllegalStateException where a word is unknown and the model has no token for that
     */
    public Encoding encode(String text, @Nullable String pair, boolean addSpecialTokens) {
        var encoding = unpadded(text, pair, addSpecialTokens);
        var padding = definition.padding();
        return padding == null ? encoding : encoding.padded(padding, padding.target(encoding.size()));
    }

    /** The tokens of each text, with special tokens; padded, where the tokenizer says so, to one length. */
    public List<Encoding> encodeBatch(List<String> texts) {
        return encodeBatch(texts, true);
    }

    /** The tokens of each text; padded, where the tokenizer says so, to one length. */
    public List<Encoding> encodeBatch(List<String> texts, boolean addSpecialTokens) {
        var encodings = new ArrayList<Encoding>(texts.size());
        int longest = 0;
        for (var text : texts) {
            var encoding = unpadded(text, null, addSpecialTokens);
            longest = Math.max(longest, encoding.size());
            encodings.add(encoding);
        }
        var padding = definition.padding();
        if (padding != null) {
            int target = padding.target(longest);
            encodings.replaceAll(encoding -> encoding.padded(padding, target));
        }
        return List.copyOf(encodings);
    }

    private Encoding unpadded(String text, @Nullable String pair, boolean special) {
        var first = tokenize(text);
        List<Tokens> texts;
        if (pair == null) {
            texts = List.of(first);
        } else {
            var second = tokenize(pair);
            second.setSequence(1, 1);
            texts = List.of(first, second);
        }
        var truncation = definition.truncation();
        if (truncation != null) {
            int added = special ? definition.processor().added(pair != null) : 0;
            if (added > truncation.maxLength()) {
                throw new IllegalArgumentException("truncation: at most %d tokens are fewer than the %d special ones"
                        .formatted(truncation.maxLength(), added));
            }
            texts = Truncator.truncate(texts, truncation, truncation.maxLength() - added);
        }
        return encoding(Tokens.concatenate(definition.processor().process(texts, special)));
    }

    private Tokens tokenize(String text) {
        var pieces = definition.added().extract(Text.of(text));
        var preTokenizer = definition.preTokenizer();
        if (preTokenizer != null) {
            pieces = preTokenizer.apply(pieces);
        }
        var tokens = new Tokens(pieces.size() + pieces.size() / 4 + 8);
        for (int i = 0; i < pieces.size(); i++) {
            var piece = pieces.text(i);
            int start = pieces.start(i);
            int end = pieces.end(i);
            if (!pieces.isToken(i)) {
                definition.model().tokenize(piece, start, end, i, tokens);
                continue;
            }
            var token = definition.added().byId(pieces.token(i));
            if (token == null || token.isVerbatim()) {
                tokens.add(pieces.token(i), piece, start, end, i);
            } else {
                tokens.add(pieces.token(i), piece, start, end, i, piece.substring(start, end));
            }
        }
        return tokens;
    }

    private Encoding encoding(Tokens tokens) {
        var names = new String[tokens.size()];
        for (int i = 0; i < names.length; i++) {
            var value = tokens.value(i);
            names[i] = value != null
                    ? value
                    : definition.added().name(tokens.id(i), definition.model().vocabulary());
        }
        return new Encoding(
                tokens.ids(),
                names,
                tokens.starts(),
                tokens.ends(),
                tokens.words(),
                tokens.types(),
                tokens.sequences(),
                tokens.overflow().stream().map(this::encoding).toList());
    }

    /** The text of ids, without special tokens. */
    public String decode(int... ids) {
        return decode(ids, true);
    }

    /** The text of ids; those that are no token's are left out. */
    public String decode(int[] ids, boolean skipSpecialTokens) {
        var tokens = new ArrayList<String>(ids.length);
        for (int id : ids) {
            var added = definition.added().byId(id);
            if (skipSpecialTokens && added != null && added.special()) {
                continue;
            }
            var token = idToToken(id);
            if (token != null) {
                tokens.add(token);
            }
        }
        var decoder = definition.decoder();
        return decoder == null ? String.join(" ", tokens) : String.join("", decoder.decode(tokens));
    }

    /** The texts of several lists of ids, without special tokens. */
    public List<String> decodeBatch(List<int[]> ids) {
        return ids.stream().map(this::decode).toList();
    }

    /** The id of a token, if it is one. */
    public OptionalInt tokenToId(String token) {
        var added = definition.added().byContent(token);
        if (added != null) {
            return OptionalInt.of(added.id());
        }
        int id = definition.model().vocabulary().id(token);
        return id == Vocabulary.NONE ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** The token of an id, or null. */
    public @Nullable String idToToken(int id) {
        var added = definition.added().byId(id);
        return added != null ? added.content() : definition.model().vocabulary().token(id);
    }

    /** The number of tokens, those included that were added to the model's. */
    public int vocabularySize() {
        var vocabulary = definition.model().vocabulary();
        return vocabulary.size()
                + (int) definition.added().all().stream()
                        .filter(token -> vocabulary.token(token.id()) == null)
                        .count();
    }

    /** The ids of the special tokens, ascending. */
    public int[] specialIds() {
        return definition.added().all().stream()
                .filter(token -> token.special())
                .mapToInt(token -> token.id())
                .sorted()
                .toArray();
    }

    @Override
    public String toString() {
        return "Tokenizer[" + definition.model().getClass().getSimpleName() + ", " + vocabularySize()
                + " tokens, special " + Arrays.toString(specialIds()) + "]";
    }
}
