package io.lanewise.tokenizers.files;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The fields of a message of protocol buffers, one after the other. Source of the encoding: <a
 * href="https://protobuf.dev/programming-guides/encoding/">protobuf.dev</a>. What is wrong is an {@link
 * IllegalArgumentException} that names the byte.
 */
final class ProtoFields {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;

    private final ByteBuffer in;
    private final int offset;
    private int field;
    private int wire;

    private ProtoFields(ByteBuffer in, int offset) {
        this.in = in.order(ByteOrder.LITTLE_ENDIAN);
        this.offset = offset;
    }

    static ProtoFields of(byte[] message) {
        return new ProtoFields(ByteBuffer.wrap(message), 0);
    }

    /** Goes to the next field, whose value must then be read or skipped; returns its number, or 0 at the end. */
    int next() {
        if (!in.hasRemaining()) {
            return 0;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        wire = (int) (tag & 7);
        if (field == 0 || tag >>> 32 != 0) {
            throw malformed("a field has the number " + (tag >>> 3));
        }
        return field;
    }

    /** What is wrong at this place. */
    IllegalArgumentException malformed(String what) {
        return new IllegalArgumentException("at byte " + (offset + in.position()) + " " + what);
    }

    private void expect(int expected, int bytes) {
        if (wire != expected) {
            throw malformed("field " + field + " has the wire type " + wire + ", expected " + expected);
        }
        need(bytes);
    }

    private void need(long bytes) {
        if (bytes < 0 || bytes > in.remaining()) {
            throw malformed("field " + field + " has " + bytes + " bytes, and " + in.remaining() + " are left");
        }
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (!in.hasRemaining()) {
                throw malformed("a number has no end");
            }
            byte b = in.get();
            value |= (b & 0x7FL) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw malformed("a number has more than ten bytes");
    }

    /** The field's whole number. */
    int integer() {
        expect(VARINT, 0);
        long value = varint();
        if (value != (int) value) {
            throw malformed("field " + field + " is " + value + ", expected 32 bits");
        }
        return (int) value;
    }

    boolean truth() {
        expect(VARINT, 0);
        return varint() != 0;
    }

    float f32() {
        expect(FIXED32, Float.BYTES);
        return in.getFloat();
    }

    /** The field's message. */
    ProtoFields message() {
        expect(LENGTH, 0);
        long length = varint();
        need(length);
        var message = new ProtoFields(in.slice(in.position(), (int) length), offset + in.position());
        in.position(in.position() + (int) length);
        return message;
    }

    byte[] bytes() {
        var bytes = new byte[message().in.remaining()];
        in.get(in.position() - bytes.length, bytes);
        return bytes;
    }

    /** The field's text in UTF-8. */
    String text() {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(message().in).toString();
        } catch (CharacterCodingException e) {
            throw malformed("the text of field " + field + " is not UTF-8");
        }
    }

    void skip() {
        switch (wire) {
            case VARINT -> varint();
            case FIXED64 -> move(Long.BYTES);
            case LENGTH -> message();
            case FIXED32 -> move(Float.BYTES);
            default -> throw malformed("field " + field + " has the unknown wire type " + wire);
        }
    }

    private void move(int bytes) {
        need(bytes);
        in.position(in.position() + bytes);
    }
}
