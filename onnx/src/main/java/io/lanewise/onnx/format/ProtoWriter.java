package io.lanewise.onnx.format;

import io.lanewise.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A protocol buffers message as its fields are written, one after the other: what {@link ProtoReader} reads. Elements of
 * tensors are not copied before the whole message is written.
 *
 * <pre>{@code
 * var node = new ProtoWriter().text(1, "x").text(2, "y").text(4, "Relu");
 * var graph = new ProtoWriter().message(1, node);
 * }</pre>
 */
public final class ProtoWriter {
    /** A part of the message: bytes, or the elements of a tensor. */
    private sealed interface Part {
        record Bytes(byte[] bytes) implements Part {}

        record Elements(Tensor tensor) implements Part {}
    }

    private final List<Part> parts = new ArrayList<>();
    private final ByteArrayOutputStream tail = new ByteArrayOutputStream();
    private long size;

    public ProtoWriter() {}

    /** The message's length in bytes. */
    public long size() {
        return size + tail.size();
    }

    // Fields

    public ProtoWriter number(int field, long value) {
        varint((long) field << 3);
        varint(value);
        return this;
    }

    /** A field of 32 bits. */
    public ProtoWriter f32(int field, float value) {
        varint((long) field << 3 | 5);
        int bits = Float.floatToRawIntBits(value);
        for (int i = 0; i < 4; i++) {
            tail.write(bits >>> 8 * i);
        }
        return this;
    }

    public ProtoWriter text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    public ProtoWriter bytes(int field, byte[] bytes) {
        block(field, bytes.length);
        tail.writeBytes(bytes);
        return this;
    }

    /** The elements of a tensor in row-major order, little endian. */
    public ProtoWriter elements(int field, Tensor tensor) {
        long bytes = (long) tensor.elements() * tensor.dtype().bytes();
        block(field, bytes);
        add(new Part.Elements(tensor), bytes);
        return this;
    }

    public ProtoWriter message(int field, ProtoWriter message) {
        block(field, message.size());
        return fields(message);
    }

    /** All fields of another message behind those of this one. */
    public ProtoWriter fields(ProtoWriter message) {
        for (var part : message.parts) {
            long bytes =
                    switch (part) {
                        case Part.Bytes(var array) -> array.length;
                        case Part.Elements(var tensor) ->
                            (long) tensor.elements() * tensor.dtype().bytes();
                    };
            add(part, bytes);
        }
        tail.writeBytes(message.tail.toByteArray());
        return this;
    }

    private void block(int field, long bytes) {
        varint((long) field << 3 | 2);
        varint(bytes);
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            tail.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        tail.write((int) rest);
    }

    private void add(Part part, long bytes) {
        if (tail.size() > 0) {
            parts.add(new Part.Bytes(tail.toByteArray()));
            size += tail.size();
            tail.reset();
        }
        parts.add(part);
        size += bytes;
    }

    // The whole

    /** The message; of 2³¹ − 1 bytes at most. */
    public byte[] toBytes() {
        var out = new ByteArrayOutputStream();
        try {
            writeTo(Channels.newChannel(out));
        } catch (IOException e) {
            throw new AssertionError("memory has no errors", e);
        }
        return out.toByteArray();
    }

    public void writeTo(WritableByteChannel channel) throws IOException {
        for (var part : parts) {
            writeFully(
                    channel,
                    switch (part) {
                        case Part.Bytes(var bytes) -> ByteBuffer.wrap(bytes);
                        case Part.Elements(var tensor) -> littleEndian(tensor);
                    });
        }
        writeFully(channel, ByteBuffer.wrap(tail.toByteArray()));
    }

    private static void writeFully(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static ByteBuffer littleEndian(Tensor tensor) {
        var array = tensor.toArray();
        var bytes = ByteBuffer.allocate(Array.getLength(array) * tensor.dtype().bytes())
                .order(ByteOrder.LITTLE_ENDIAN);
        switch (array) {
            case float[] a -> bytes.asFloatBuffer().put(a);
            case double[] a -> bytes.asDoubleBuffer().put(a);
            case long[] a -> bytes.asLongBuffer().put(a);
            case int[] a -> bytes.asIntBuffer().put(a);
            case short[] a -> bytes.asShortBuffer().put(a);
            default -> bytes.put(0, (byte[]) array);
        }
        return bytes;
    }
}
