package io.lanewise.tokenizers.files;

import io.lanewise.tokenizers.normalizers.SentencePieceNormalizer.Spaces;
import java.util.ArrayList;
import java.util.List;

/**
 * What the message {@code ModelProto} says that texts need. Source of the format: <a
 * href="https://github.com/google/sentencepiece/blob/master/src/sentencepiece_model.proto">sentencepiece_model.proto</a>.
 */
final class SentencePieceModel {
    private static final int MOST_PIECES = 1 << 23;

    /** What pieces are, by the numbers that files have, from 1. */
    enum PieceType {
        NORMAL,
        UNKNOWN,
        CONTROL,
        USER_DEFINED,
        UNUSED,
        BYTE
    }

    /** How texts are cut, by the numbers that files have, from 1. */
    enum ModelType {
        UNIGRAM,
        BPE,
        WORD,
        CHAR
    }

    record Piece(String content, float score, PieceType type) {}

    final List<Piece> pieces = new ArrayList<>();
    ModelType kind = ModelType.UNIGRAM;
    boolean byteFallback;
    String unknownSurface = " \u2047 ";
    String beginning = "<s>";
    String end = "</s>";
    byte[] map = {};
    private boolean dummy = true;
    private boolean atEnd;
    private boolean single = true;
    private boolean escape = true;

    private SentencePieceModel() {}

    /**
     * Reads a message.
     *
     * @throws IllegalArgumentException where it is not what it should be
     */
    static SentencePieceModel read(byte[] message) {
        var model = new SentencePieceModel();
        var in = ProtoFields.of(message);
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> model.addPiece(in);
                case 2 -> model.readTrainer(in.message());
                case 3 -> model.readNormalizer(in.message());
                case 5 -> refuseMap(in.message());
                default -> in.skip();
            }
        }
        return model;
    }

    Spaces spaces() {
        return new Spaces(dummy, atEnd, single, escape);
    }

    /** Whether a blank at the beginning is nothing that the text had. */
    boolean stripsFirst() {
        return dummy || single;
    }

    private void addPiece(ProtoFields file) {
        if (pieces.size() == MOST_PIECES) {
            throw file.malformed("more than " + MOST_PIECES + " pieces follow");
        }
        var in = file.message();
        var content = "";
        float score = 0;
        var type = PieceType.NORMAL;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> content = in.text();
                case 2 -> score = in.f32();
                case 3 -> type = constant(PieceType.values(), in, "a piece of the type");
                default -> in.skip();
            }
        }
        if (content.isEmpty() || !Float.isFinite(score)) {
            throw in.malformed(
                    "ends piece " + pieces.size() + ", which is \"" + content + "\" with the score " + score);
        }
        pieces.add(new Piece(content, score, type));
    }

    private static <T> T constant(T[] constants, ProtoFields in, String what) {
        int number = in.integer();
        if (number < 1 || number > constants.length) {
            throw in.malformed("is " + what + " " + number + ", expected 1 to " + constants.length);
        }
        return constants[number - 1];
    }

    private void readTrainer(ProtoFields in) {
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 3 -> kind = constant(ModelType.values(), in, "a model of the kind");
                case 24 -> atEnd = in.truth();
                case 35 -> byteFallback = in.truth();
                case 44 -> unknownSurface = in.text();
                case 46 -> beginning = in.text();
                case 47 -> end = in.text();
                default -> in.skip();
            }
        }
    }

    private void readNormalizer(ProtoFields in) {
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 2 -> map = in.bytes();
                case 3 -> dummy = in.truth();
                case 4 -> single = in.truth();
                case 5 -> escape = in.truth();
                default -> in.skip();
            }
        }
    }

    private static void refuseMap(ProtoFields in) {
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 2 && in.bytes().length > 0) {
                throw in.malformed("is a map of characters for decoding, which is not supported");
            } else if (field != 2) {
                in.skip();
            }
        }
    }
}
