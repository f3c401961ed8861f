package io.lanewise.tensor.io;

import io.lanewise.tensor.DType;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** Elements as little-endian bytes, a block at a time. A bool is a byte; any but 0 is true. */
final class Elements {
    private static final int BLOCK = 1 << 20;

    private Elements() {}

    /** Reads n elements from a place of a file; the caller has checked that the file is that long. */
    static Object read(FileChannel channel, long position, DType dtype, int n) throws IOException {
        var array = Array.newInstance(dtype.carrier(), n);
        int perBlock = BLOCK / dtype.bytes();
        var buffer = buffer(n, dtype);
        for (int at = 0; at < n; at += perBlock) {
            int count = Math.min(perBlock, n - at);
            buffer.clear().limit(count * dtype.bytes());
            readFully(channel, buffer, position + (long) at * dtype.bytes());
            get(buffer.flip(), array, at, count);
        }
        if (dtype == DType.BOOL) {
            normalize((byte[]) array);
        }
        return array;
    }

    /** Copies n elements out of a mapped file; the caller has checked that the segment is that long. */
    static Object copy(MemorySegment file, long position, DType dtype, int n) {
        var array = Array.newInstance(dtype.carrier(), n);
        MemorySegment.copy(file, layout(array), position, array, 0, n);
        if (dtype == DType.BOOL) {
            normalize((byte[]) array);
        }
        return array;
    }

    private static ValueLayout layout(Object array) {
        ValueLayout layout =
                switch (array) {
                    case float[] _ -> ValueLayout.JAVA_FLOAT_UNALIGNED;
                    case double[] _ -> ValueLayout.JAVA_DOUBLE_UNALIGNED;
                    case long[] _ -> ValueLayout.JAVA_LONG_UNALIGNED;
                    case int[] _ -> ValueLayout.JAVA_INT_UNALIGNED;
                    case short[] _ -> ValueLayout.JAVA_SHORT_UNALIGNED;
                    default -> ValueLayout.JAVA_BYTE;
                };
        return layout.withOrder(ByteOrder.LITTLE_ENDIAN);
    }

    /** Fills a buffer from a place of a file on. */
    static void readFully(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
        long start = position - buffer.position();
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, start + buffer.position()) < 0) {
                throw new EOFException("the file became shorter while it was read");
            }
        }
    }

    static void write(FileChannel channel, Object array, DType dtype) throws IOException {
        int n = Array.getLength(array);
        int perBlock = BLOCK / dtype.bytes();
        var buffer = buffer(n, dtype);
        for (int at = 0; at < n; at += perBlock) {
            int count = Math.min(perBlock, n - at);
            buffer.clear();
            put(buffer, array, at, count);
            AtomicFile.writeFully(channel, buffer.position(0).limit(count * dtype.bytes()));
        }
    }

    private static ByteBuffer buffer(int n, DType dtype) {
        int bytes = (int) Math.min(BLOCK, (long) n * dtype.bytes());
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void get(ByteBuffer buffer, Object array, int at, int count) {
        switch (array) {
            case float[] a -> buffer.asFloatBuffer().get(a, at, count);
            case double[] a -> buffer.asDoubleBuffer().get(a, at, count);
            case long[] a -> buffer.asLongBuffer().get(a, at, count);
            case int[] a -> buffer.asIntBuffer().get(a, at, count);
            case short[] a -> buffer.asShortBuffer().get(a, at, count);
            default -> buffer.get((byte[]) array, at, count);
        }
    }

    private static void put(ByteBuffer buffer, Object array, int at, int count) {
        switch (array) {
            case float[] a -> buffer.asFloatBuffer().put(a, at, count);
            case double[] a -> buffer.asDoubleBuffer().put(a, at, count);
            case long[] a -> buffer.asLongBuffer().put(a, at, count);
            case int[] a -> buffer.asIntBuffer().put(a, at, count);
            case short[] a -> buffer.asShortBuffer().put(a, at, count);
            default -> buffer.put((byte[]) array, at, count);
        }
    }

    private static void normalize(byte[] bools) {
        for (int i = 0; i < bools.length; i++) {
            bools[i] = (byte) (bools[i] != 0 ? 1 : 0);
        }
    }
}
