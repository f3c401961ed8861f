package io.lanewise.onnx.format;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Scope;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a {@code TensorProto}: its elements lie in bytes, in a list of numbers, or in a file beside the model. */
final class TensorReader {
    private static final int EXTERNAL = 1;
    private static final int MOST_DIMENSIONS = 64;

    private final ExternalData external;
    private final List<Long> dims = new ArrayList<>();
    private final Map<String, String> entries = new HashMap<>();
    private final Numbers numbers = new Numbers();
    private String name = "";
    private int type;
    private int location;
    private int texts;
    private @Nullable ByteBuffer raw;

    private TensorReader(ExternalData external) {
        this.external = external;
    }

    static TensorData read(ProtoReader in, ExternalData external) {
        var reader = new TensorReader(external);
        while (in.next()) {
            reader.field(in);
        }
        return reader.data();
    }

    private void field(ProtoReader in) {
        switch (in.field()) {
            case 1 -> dimensions(in);
            case 2 -> type = in.smallInteger();
            case 3 -> throw new MalformedException("a tensor is cut into segments, which is not supported");
            case 4 -> numbers.floats(in);
            case 5, 7, 11 -> numbers.integers(in);
            case 6 -> {
                in.skip();
                texts++;
            }
            case 8 -> name = in.text();
            case 9 -> raw = in.bytes();
            case 10 -> numbers.doubles(in);
            case 13 -> entry(in.message());
            case 14 -> location = in.smallInteger();
            default -> in.skip();
        }
    }

    private void dimensions(ProtoReader in) {
        if (in.isPacked()) {
            for (var packed = in.packed(); packed.hasMore(); ) {
                dims.add(packed.varint());
            }
        } else {
            dims.add(in.integer());
        }
        if (dims.size() > MOST_DIMENSIONS) {
            throw new MalformedException("a tensor has more than " + MOST_DIMENSIONS + " dimensions");
        }
    }

    private void entry(ProtoReader in) {
        var pair = ModelReader.entry(in);
        entries.put(pair.getKey(), pair.getValue());
    }

    private TensorData data() {
        var kind = ElementKind.of(type);
        var title = "tensor '" + name + "'";
        if (kind == ElementKind.UNDEFINED) {
            throw new MalformedException(title + " has the unknown element type " + type);
        }
        int elements = elements(title);
        var dtype = kind.dtype();
        if (dtype == null) {
            return new TensorData(name, kind, dims, null);
        }
        var shape = Shape.of(dims.stream().mapToInt(Long::intValue).toArray());
        var array = location == EXTERNAL
                ? fromBytes(title, external.bytes(title, entries), kind, elements)
                : raw != null ? fromBytes(title, raw, kind, elements) : numbers.array(title, kind, elements);
        return new TensorData(name, kind, dims, own(Tensor.wrap(array, dtype, shape)));
    }

    /** In storage that nobody else can change, so that products may pack it. */
    private static Tensor own(Tensor tensor) {
        try (var _ = Scope.suspend();
                var _ = GradMode.noGrad()) {
            return tensor.copy();
        }
    }

    private int elements(String title) {
        long elements = 1;
        boolean empty = dims.contains(0L);
        for (long dim : dims) {
            if (dim < 0 || dim > Integer.MAX_VALUE) {
                throw new MalformedException(title + " has sizes " + dims + ", expected 0 to 2^31 - 1");
            }
            elements = empty ? 0 : elements * dim;
            if (elements > Integer.MAX_VALUE) {
                throw new MalformedException(title + " of sizes " + dims + " has 2^31 elements or more");
            }
        }
        return (int) elements;
    }

    private static Object fromBytes(String title, ByteBuffer bytes, ElementKind kind, int elements) {
        if (bytes.remaining() != (long) elements * kind.bytes()) {
            throw new MalformedException(title + " has " + bytes.remaining() + " bytes of data, expected "
                    + (long) elements * kind.bytes() + " for " + elements + " elements of type " + kind);
        }
        var in = bytes.order(ByteOrder.LITTLE_ENDIAN);
        return switch (kind) {
            case FLOAT -> {
                var array = new float[elements];
                in.asFloatBuffer().get(array);
                yield array;
            }
            case DOUBLE -> {
                var array = new double[elements];
                in.asDoubleBuffer().get(array);
                yield array;
            }
            case INT32 -> {
                var array = new int[elements];
                in.asIntBuffer().get(array);
                yield array;
            }
            case INT64, UINT64 -> {
                var array = new long[elements];
                in.asLongBuffer().get(array);
                yield kind == ElementKind.UINT64 ? signed(title, array) : array;
            }
            case FLOAT16, BFLOAT16 -> {
                var array = new short[elements];
                in.asShortBuffer().get(array);
                yield array;
            }
            case INT16, UINT16 -> {
                var array = new int[elements];
                for (int i = 0; i < elements; i++) {
                    short value = in.getShort(2 * i);
                    array[i] = kind == ElementKind.INT16 ? value : value & 0xFFFF;
                }
                yield array;
            }
            case UINT32 -> {
                var array = new long[elements];
                for (int i = 0; i < elements; i++) {
                    array[i] = in.getInt(4 * i) & 0xFFFFFFFFL;
                }
                yield array;
            }
            default -> {
                var array = new byte[elements];
                in.get(0, array);
                if (kind == ElementKind.BOOL) {
                    truths(array);
                }
                yield array;
            }
        };
    }

    private static void truths(byte[] array) {
        for (int i = 0; i < array.length; i++) {
            array[i] = (byte) (array[i] != 0 ? 1 : 0);
        }
    }

    private static long[] signed(String title, long[] array) {
        for (long value : array) {
            if (value < 0) {
                throw new MalformedException(title + " holds " + Long.toUnsignedString(value)
                        + ", and elements of type UINT64 are supported below 2^63");
            }
        }
        return array;
    }

    /** Numbers that are listed one by one. Half precision is listed as the integers of its bits. */
    private static final class Numbers {
        private double[] wide = {};
        private long[] whole = {};
        private int wides;
        private int wholes;

        void floats(ProtoReader in) {
            if (in.isPacked()) {
                var bytes = in.bytes();
                while (bytes.remaining() >= 4) {
                    add(bytes.getFloat());
                }
                ended(bytes);
            } else {
                add(in.f32());
            }
        }

        void doubles(ProtoReader in) {
            if (in.isPacked()) {
                var bytes = in.bytes();
                while (bytes.remaining() >= 8) {
                    add(bytes.getDouble());
                }
                ended(bytes);
            } else {
                add(in.f64());
            }
        }

        private static void ended(ByteBuffer bytes) {
            if (bytes.hasRemaining()) {
                throw new MalformedException("a list of numbers ends within a number");
            }
        }

        void integers(ProtoReader in) {
            if (in.isPacked()) {
                for (var packed = in.packed(); packed.hasMore(); ) {
                    add(packed.varint());
                }
            } else {
                add(in.integer());
            }
        }

        private void add(double value) {
            if (wides == wide.length) {
                wide = Arrays.copyOf(wide, Math.max(16, 2 * wides));
            }
            wide[wides++] = value;
        }

        private void add(long value) {
            if (wholes == whole.length) {
                whole = Arrays.copyOf(whole, Math.max(16, 2 * wholes));
            }
            whole[wholes++] = value;
        }

        Object array(String title, ElementKind kind, int elements) {
            boolean floats = kind == ElementKind.FLOAT || kind == ElementKind.DOUBLE;
            int there = floats ? wides : wholes;
            if (there != elements) {
                throw new MalformedException(
                        title + " has " + there + " numbers, expected " + elements + " elements of type " + kind);
            }
            return switch (kind.require(title)) {
                case F64 -> Arrays.copyOf(wide, elements);
                case F32 -> {
                    var array = new float[elements];
                    for (int i = 0; i < elements; i++) {
                        array[i] = (float) wide[i];
                    }
                    yield array;
                }
                case I64 -> {
                    var array = Arrays.copyOf(whole, elements);
                    yield kind == ElementKind.UINT64 ? signed(title, array) : array;
                }
                case I32 -> {
                    var array = new int[elements];
                    for (int i = 0; i < elements; i++) {
                        array[i] = (int) whole[i];
                    }
                    yield array;
                }
                case F16, BF16 -> {
                    var array = new short[elements];
                    for (int i = 0; i < elements; i++) {
                        array[i] = (short) whole[i];
                    }
                    yield array;
                }
                case DType dtype -> {
                    var array = new byte[elements];
                    for (int i = 0; i < elements; i++) {
                        array[i] = (byte) (dtype == DType.BOOL ? whole[i] != 0 ? 1 : 0 : whole[i]);
                    }
                    yield array;
                }
            };
        }
    }
}
