package io.lanewise.tokenizers.files;

import io.lanewise.tokenizers.TokenizerException;
import io.lanewise.tokenizers.decoders.SentencePieceDecoder;
import io.lanewise.tokenizers.files.SentencePieceModel.ModelType;
import io.lanewise.tokenizers.files.SentencePieceModel.Piece;
import io.lanewise.tokenizers.files.SentencePieceModel.PieceType;
import io.lanewise.tokenizers.models.AddedTokens;
import io.lanewise.tokenizers.models.AddedTokens.AddedToken;
import io.lanewise.tokenizers.models.Bpe;
import io.lanewise.tokenizers.models.Merges;
import io.lanewise.tokenizers.models.Model;
import io.lanewise.tokenizers.models.PrefixIndex;
import io.lanewise.tokenizers.models.Unigram;
import io.lanewise.tokenizers.models.Vocabulary;
import io.lanewise.tokenizers.normalizers.Precompiled;
import io.lanewise.tokenizers.normalizers.SentencePieceNormalizer;
import io.lanewise.tokenizers.pretokenizers.PreTokenizer;
import io.lanewise.tokenizers.processors.Processor;
import io.lanewise.tokenizers.processors.Template;
import io.lanewise.tokenizers.processors.Template.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.IntStream;

/** SentencePiece's models as tokenizers. */
public final class SentencePiece {
    private static final long LARGEST = 1L << 30;

    /** What a piece that a user defined scores: so much that it is always taken. */
    private static final double USER_DEFINED_SCORE = -0.1;

    private final SentencePieceModel file;
    private final List<Piece> pieces;
    private final Vocabulary vocabulary;
    private final PrefixIndex userDefined;
    private final int unknown;

    private SentencePiece(SentencePieceModel file) {
        this.file = file;
        pieces = file.pieces;
        var builder = new Vocabulary.Builder();
        for (var piece : pieces) {
            builder.add(piece.content(), builder.size());
        }
        vocabulary = builder.build();
        int[] ids = ids(PieceType.USER_DEFINED);
        userDefined = new PrefixIndex(
                Arrays.stream(ids).mapToObj(id -> pieces.get(id).content()).toArray(String[]::new), ids);
        int[] unknowns = ids(PieceType.UNKNOWN);
        if (unknowns.length != 1) {
            throw new IllegalArgumentException(unknowns.length + " of " + pieces.size()
                    + " pieces are unknown ones, expected 1 as a model of SentencePiece has");
        }
        unknown = unknowns[0];
        checkBytes();
    }

    /** Reads a file, for texts with a token at the beginning and the end. */
    public static Definition read(Path file, boolean beginning, boolean end) throws IOException {
        try (var input = Files.newInputStream(file)) {
            if (Files.size(file) > LARGEST) {
                throw new TokenizerException(file + ": has more than " + LARGEST + " bytes");
            }
            return new SentencePiece(SentencePieceModel.read(input.readNBytes((int) LARGEST)))
                    .definition(beginning, end);
        } catch (IllegalArgumentException e) {
            throw new TokenizerException(file + ": " + e.getMessage(), e);
        }
    }

    private int[] ids(PieceType type) {
        return IntStream.range(0, pieces.size())
                .filter(id -> pieces.get(id).type() == type)
                .toArray();
    }

    private void checkBytes() {
        int[] ids = ids(PieceType.BYTE);
        if (!file.byteFallback && ids.length > 0) {
            throw new IllegalArgumentException(
                    "piece " + ids[0] + " is a byte, and byte_fallback, which wants them, is false");
        }
        for (int b = 0; b < 256 && file.byteFallback; b++) {
            int id = vocabulary.id("<0x%02X>".formatted(b));
            if (id == Vocabulary.NONE || pieces.get(id).type() != PieceType.BYTE) {
                throw new IllegalArgumentException("byte_fallback wants the piece <0x%02X>".formatted(b));
            }
        }
    }

    private Definition definition(boolean beginning, boolean end) {
        var map = file.map.length == 0 ? null : new Precompiled(file.map);
        var normalizer = new SentencePieceNormalizer(map, userDefined, file.spaces());
        var added = new ArrayList<AddedToken>();
        for (int id : ids(PieceType.CONTROL)) {
            added.add(new AddedToken(id, pieces.get(id).content(), false, false, false, false, true));
        }
        return new Definition(
                new AddedTokens(added, normalizer, false),
                file.kind == ModelType.UNIGRAM || userDefined.isEmpty() ? null : aroundUserDefined(),
                model(),
                processor(beginning, end),
                new SentencePieceDecoder(
                        pieces.get(unknown).content(),
                        file.unknownSurface,
                        file.byteFallback,
                        file.stripsFirst(),
                        file.spaces().single()),
                null,
                null);
    }

    /** Cuts a text around the pieces that a user defined, which nothing is merged with. */
    private PreTokenizer aroundUserDefined() {
        return (text, start, end, words) -> {
            int done = start;
            for (int i = start; i < end; ) {
                int index = userDefined.longest(text, i, end);
                if (index < 0) {
                    i += Character.charCount(text.codePointAt(i));
                    continue;
                }
                int next = i + userDefined.string(index).length();
                words.add(text, done, i);
                words.addToken(text, i, next, userDefined.value(index));
                i = next;
                done = next;
            }
            words.add(text, done, end);
        };
    }

    private Model model() {
        return switch (file.kind) {
            case UNIGRAM -> unigram();
            case BPE -> bpe();
            case CHAR -> new Bpe(vocabulary, new Merges(0), options());
            case WORD -> throw new IllegalArgumentException("models of the kind WORD are not supported");
        };
    }

    private Unigram unigram() {
        float least = Float.MAX_VALUE;
        float most = Float.MIN_NORMAL;
        for (var piece : pieces) {
            if (piece.type() == PieceType.NORMAL) {
                least = Math.min(least, piece.score());
                most = Math.max(most, piece.score());
            }
        }
        var scores = new double[pieces.size()];
        for (int id = 0; id < scores.length; id++) {
            var piece = pieces.get(id);
            scores[id] = piece.type() == PieceType.USER_DEFINED
                    ? utf8Length(piece.content()) * most + USER_DEFINED_SCORE
                    : piece.score();
        }
        return Unigram.sentencePiece(
                vocabulary,
                scores,
                unknown,
                least,
                file.byteFallback,
                id -> isFound(pieces.get(id).type()));
    }

    private static boolean isFound(PieceType type) {
        return type == PieceType.NORMAL || type == PieceType.USER_DEFINED;
    }

    private static int utf8Length(String content) {
        return content.codePoints()
                .map(c -> c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4)
                .sum();
    }

    private Bpe.Options options() {
        return new Bpe.Options(pieces.get(unknown).content(), "", "", true, file.byteFallback, false);
    }

    private Bpe bpe() {
        int[] unused = ids(PieceType.UNUSED);
        if (unused.length > 0) {
            throw new IllegalArgumentException(
                    "piece " + unused[0] + " is unused, which is not supported in a model of the kind BPE");
        }
        var all = new Vocabulary.Builder();
        for (var piece : pieces) {
            all.add(piece.content(), all.size());
        }
        for (var character : charactersOnlyInPieces()) {
            all.add(character, all.size());
        }
        var characters = all.size() == vocabulary.size() ? vocabulary : all.build();
        return new Bpe(vocabulary, characters, Bpe.merges(characters, ranks(characters.size())), options());
    }

    /** The characters of pieces that are no pieces themselves, and are merged all the same. */
    private LinkedHashSet<String> charactersOnlyInPieces() {
        var characters = new LinkedHashSet<String>();
        for (var piece : pieces) {
            if (isFound(piece.type())) {
                piece.content()
                        .codePoints()
                        .mapToObj(Character::toString)
                        .filter(character -> vocabulary.id(character) == Vocabulary.NONE)
                        .forEach(characters::add);
            }
        }
        return characters;
    }

    /** The ranks of pieces by their scores, those of equal scores equal; -1 for those that nothing is merged to. */
    private int[] ranks(int count) {
        var ranks = new int[count];
        Arrays.fill(ranks, -1);
        var order = IntStream.range(0, pieces.size())
                .filter(id -> isFound(pieces.get(id).type()))
                .boxed()
                .sorted((a, b) -> Float.compare(score(b), score(a)))
                .toList();
        int rank = -1;
        float last = Float.NaN;
        for (int id : order) {
            rank += score(id) == last ? 0 : 1;
            last = score(id);
            ranks[id] = rank;
        }
        return ranks;
    }

    private float score(int id) {
        // Zero has one sign.
        return pieces.get(id).score() + 0f;
    }

    private Processor processor(boolean beginning, boolean end) {
        if (!beginning && !end) {
            return Processor.NONE;
        }
        return new Template(template(beginning, end, 1), template(beginning, end, 2));
    }

    /** Each text between its tokens. */
    private List<Part> template(boolean beginning, boolean end, int texts) {
        var parts = new ArrayList<Part>();
        for (int text = 0; text < texts; text++) {
            if (beginning) {
                parts.add(special(file.beginning, text));
            }
            parts.add(new Template.Sequence(text, text));
            if (end) {
                parts.add(special(file.end, text));
            }
        }
        return parts;
    }

    private Part special(String content, int type) {
        int id = vocabulary.id(content);
        if (id == Vocabulary.NONE || pieces.get(id).type() != PieceType.CONTROL) {
            throw new IllegalArgumentException("\"" + content + "\" is no control piece, and wanted around texts");
        }
        return new Template.Special(List.of(id), List.of(content), type);
    }
}
