package io.lanewise.onnx.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * The fields of a protocol buffers message, one after the other. Source of the encoding: <a
 * href="https://protobuf.dev/programming-guides/encoding/">protobuf.dev</a>. Nothing is copied but text.
 *
 * <pre>{@code
 * while (in.next()) {
 *   switch (in.field()) {
 *     case 1 -> name = in.text();
 *     default -> in.skip();
 *   }
 * }
 * }</pre>
 */
final class ProtoReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;

    /** How deep messages may lie in each other: a graph in a node in a graph takes three. */
    private static final int DEEPEST = 100;

    /** How many fields all messages of a file may have. */
    private static final int MOST_FIELDS = 20_000_000;

    private final ByteBuffer in;
    private final int start;
    private final int depth;
    private final int[] fields;
    private int field;
    private int wire;

    private ProtoReader(ByteBuffer in, int start, int depth, int[] fields) {
        this.in = in.order(ByteOrder.LITTLE_ENDIAN);
        this.start = start;
        this.depth = depth;
        this.fields = fields;
    }

    /** The message that a buffer holds from its position to its limit. */
    static ProtoReader of(ByteBuffer bytes) {
        return new ProtoReader(bytes.slice(), 0, 0, new int[1]);
    }

    /** Goes to the next field, whose value must then be read or skipped; false at the end. */
    boolean next() {
        if (!in.hasRemaining()) {
            return false;
        }
        if (++fields[0] > MOST_FIELDS) {
            throw new MalformedException("has more than " + MOST_FIELDS + " fields");
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        wire = (int) (tag & 7);
        if (tag >>> 3 == 0 || tag >>> 32 != 0) {
            throw malformed("a field has the number " + (tag >>> 3));
        }
        return true;
    }

    int field() {
        return field;
    }

    /** Whether the field holds several numbers, one after the other. */
    boolean isPacked() {
        return wire == LENGTH;
    }

    private MalformedException malformed(String what) {
        return new MalformedException("at byte " + (start + in.position()) + " " + what);
    }

    private void expect(int expected) {
        if (wire != expected) {
            throw malformed("field " + field + " has wire type " + wire + ", expected " + expected);
        }
    }

    private void need(long bytes) {
        if (bytes < 0 || bytes > in.remaining()) {
            throw malformed(
                    "field " + field + " is of " + bytes + " bytes, and " + in.remaining() + " are left: truncated");
        }
    }

    /** The field's integer. */
    long integer() {
        expect(VARINT);
        return varint();
    }

    /** The field's integer as an int; what is larger is refused. */
    int smallInteger() {
        long value = integer();
        if (value != (int) value) {
            throw malformed("field " + field + " is " + value + ", expected 32 bits");
        }
        return (int) value;
    }

    /** The next number of at most ten groups of seven bits. */
    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (!in.hasRemaining()) {
                throw malformed("a number has no end: truncated");
            }
            byte b = in.get();
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw malformed("a number has more than ten bytes");
    }

    /** The field's f32. */
    float f32() {
        expect(FIXED32);
        need(4);
        return in.getFloat();
    }

    /** The field's f64. */
    double f64() {
        expect(FIXED64);
        need(8);
        return in.getDouble();
    }

    /** The field's bytes, in the file's own memory, little endian. */
    ByteBuffer bytes() {
        expect(LENGTH);
        long length = varint();
        need(length);
        var bytes = in.slice(in.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
        in.position(in.position() + (int) length);
        return bytes;
    }

    /** The field's numbers of a packed field. */
    ProtoReader packed() {
        return message();
    }

    /** Whether numbers are left of a packed field. */
    boolean hasMore() {
        return in.hasRemaining();
    }

    /** The field's message. */
    ProtoReader message() {
        if (depth == DEEPEST) {
            throw malformed("messages lie more than " + DEEPEST + " deep in each other");
        }
        var bytes = bytes();
        return new ProtoReader(bytes, start + in.position() - bytes.remaining(), depth + 1, fields);
    }

    /** The field's text in UTF-8. */
    String text() {
        var bytes = bytes();
        try {
            CharBuffer chars = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(bytes);
            return chars.toString();
        } catch (CharacterCodingException e) {
            throw malformed("the text of field " + field + " is not UTF-8");
        }
    }

    /** Goes over the field's value. */
    void skip() {
        switch (wire) {
            case VARINT -> varint();
            case FIXED64 -> move(8);
            case LENGTH -> bytes();
            case FIXED32 -> move(4);
            default -> throw malformed("field " + field + " has the unknown wire type " + wire);
        }
    }

    private void move(int bytes) {
        need(bytes);
        in.position(in.position() + bytes);
    }
}
