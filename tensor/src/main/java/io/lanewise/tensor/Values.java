package io.lanewise.tensor;

import io.lanewise.tensor.cpu.HeapStorage;
import io.lanewise.tensor.cpu.Lines;
import io.lanewise.tensor.cpu.Moves;
import java.lang.reflect.Array;

/** Takes elements out of tensors of any backend, type and strides into heap arrays. */
final class Values {
    private Values() {}

    static double item(Tensor t) {
        return asDouble(single("item", t), 0, t.dtype());
    }

    static long itemLong(Tensor t) {
        if (t.dtype().isFloat()) {
            throw new DTypeException("itemLong: expected an integer or bool tensor, not " + t.dtype() + "; use item()");
        }
        return asLong(single("itemLong", t), 0, t.dtype());
    }

    private static Object single(String operation, Tensor t) {
        if (t.elements() != 1) {
            throw new ShapeException(operation + ": expected a tensor with one element, not shape " + t.shape());
        }
        Tracing.reading(operation, t);
        var array = Array.newInstance(t.dtype().carrier(), 1);
        t.backend().copyOut(t.storage(), t.offset(), array, 0, 1);
        return array;
    }

    /** A new array of the elements in row-major order, converted to a type as a cast converts them. */
    static Object array(Tensor t, DType dtype) {
        Tracing.reading("toArray", t);
        var dense = dense(t);
        return t.dtype() == dtype ? dense : convert(dense, t.dtype(), dtype);
    }

    private static Object dense(Tensor t) {
        int n = t.elements();
        var dense = Array.newInstance(t.dtype().carrier(), n);
        if (n == 0) {
            return dense;
        }
        if (t.isContiguous()) {
            t.backend().copyOut(t.storage(), t.offset(), dense, 0, n);
            return dense;
        }
        var elements = onHeap(t.storage());
        var lines = Lines.along(t.shape(), t.dim() - 1, t.strides());
        int length = lines.length();
        for (int line = 0; line < lines.count(); line++, lines.next()) {
            Moves.line(elements, t.offset() + lines.start(0), lines.step(0), dense, line * length, 1, length);
        }
        return dense;
    }

    private static Object onHeap(Storage storage) {
        if (storage instanceof HeapStorage heap) {
            return heap.array();
        }
        var copy = Array.newInstance(storage.dtype().carrier(), storage.length());
        storage.backend().copyOut(storage, 0, copy, 0, storage.length());
        return copy;
    }

    private static Object convert(Object from, DType source, DType target) {
        int n = Array.getLength(from);
        var to = Array.newInstance(target.carrier(), n);
        boolean wide = source.isFloat() || (target.isFloat() && source != DType.I64);
        for (int i = 0; i < n; i++) {
            if (wide) {
                put(to, i, target, asDouble(from, i, source));
            } else {
                put(to, i, target, asLong(from, i, source));
            }
        }
        return to;
    }

    /** An element of an array that holds elements of a type. */
    static double asDouble(Object array, int i, DType dtype) {
        return switch (dtype) {
            case F32 -> ((float[]) array)[i];
            case F64 -> ((double[]) array)[i];
            case F16 -> Half.fromF16(((short[]) array)[i]);
            case BF16 -> Half.fromBf16(((short[]) array)[i]);
            case I64, I32, I8, U8, BOOL -> asLong(array, i, dtype);
        };
    }

    /** An element of an array that holds elements of an integer type or bools. */
    static long asLong(Object array, int i, DType dtype) {
        return switch (dtype) {
            case I64 -> ((long[]) array)[i];
            case I32 -> ((int[]) array)[i];
            case I8, BOOL -> ((byte[]) array)[i];
            case U8 -> ((byte[]) array)[i] & 0xFF;
            case F16, BF16, F32, F64 -> (long) asDouble(array, i, dtype);
        };
    }

    /** Writes a number as an element of a type: integers keep the low bits of its integer part, bools whether not 0. */
    static void put(Object array, int i, DType dtype, double value) {
        switch (dtype) {
            case F32 -> ((float[]) array)[i] = (float) value;
            case F64 -> ((double[]) array)[i] = value;
            case F16 -> ((short[]) array)[i] = Half.toF16((float) value);
            case BF16 -> ((short[]) array)[i] = Half.toBf16((float) value);
            case BOOL -> ((byte[]) array)[i] = (byte) (value != 0 ? 1 : 0);
            case I64, I32, I8, U8 -> put(array, i, dtype, (long) value);
        }
    }

    static void put(Object array, int i, DType dtype, long value) {
        switch (dtype) {
            case I64 -> ((long[]) array)[i] = value;
            case I32 -> ((int[]) array)[i] = (int) value;
            case I8, U8 -> ((byte[]) array)[i] = (byte) value;
            case BOOL -> ((byte[]) array)[i] = (byte) (value != 0 ? 1 : 0);
            case F32 -> ((float[]) array)[i] = value;
            case F64 -> ((double[]) array)[i] = value;
            case F16 -> ((short[]) array)[i] = Half.toF16((float) value);
            case BF16 -> ((short[]) array)[i] = Half.toBf16((float) value);
        }
    }
}
