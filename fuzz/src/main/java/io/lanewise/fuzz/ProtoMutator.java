package io.lanewise.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Changes a file of protocol buffers and keeps it one: its lengths stay right while numbers, texts and whole messages
 * change, are left out, come twice, change places or lie in each other. What looks like a message is taken for one, so no
 * schema is needed.
 */
public final class ProtoMutator implements Mutator {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;
    private static final int DEEPEST = 20;
    private static final int MOST_NESTED = 300;
    private static final int MOST_COPIES = 2000;

    private static final long[] NUMBERS = {
        0,
        1,
        2,
        3,
        7,
        8,
        16,
        -1,
        -2,
        127,
        128,
        1000,
        1 << 16,
        1 << 20,
        1 << 24,
        1 << 30,
        Integer.MAX_VALUE,
        1L << 31,
        1L << 32,
        1L << 40,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };
    private static final String[] TEXTS = {
        "",
        "x",
        "../../../../etc/passwd",
        "/etc/passwd",
        "a".repeat(100_000),
        "\0",
        "-1",
        "9223372036854775807",
        "Loop",
        "If",
        "Scan",
        "Constant",
        "ConstantOfShape",
        "Expand",
        "Tile",
        "Range",
        "Resize",
        "Pad",
        "OneHot",
        "Identity"
    };

    /** A field; a message is kept as its fields. */
    private static final class Field {
        int number;
        int wire;
        long value;
        byte[] bytes = {};

        @Nullable
        List<Field> message;

        Field copy() {
            var copy = new Field();
            copy.take(this);
            copy.number = number;
            return copy;
        }

        /** Takes over another's content, under the own number. */
        void take(Field other) {
            wire = other.wire;
            value = other.value;
            bytes = other.bytes;
            message = other.message == null
                    ? null
                    : new ArrayList<>(other.message.stream().map(Field::copy).toList());
        }
    }

    /** A field and the message that it is in. */
    private record Place(List<Field> within, Field field) {}

    @Override
    public byte[] mutate(byte[] file, byte[] other, Random random) {
        var fields = parse(file, 0);
        var others = parse(other, 0);
        if (fields == null || others == null) {
            throw new IllegalArgumentException("a seed is no file of protocol buffers");
        }
        var strange = places(others);
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            var places = places(fields);
            if (places.isEmpty()) {
                break;
            }
            var from = random.nextInt(4) == 0 && !strange.isEmpty() ? strange : places;
            once(
                    places.get(random.nextInt(places.size())),
                    from.get(random.nextInt(from.size())).field(),
                    random);
        }
        return toBytes(fields);
    }

    private static void once(Place place, Field other, Random random) {
        var field = place.field();
        int at = place.within().indexOf(field);
        switch (random.nextInt(9)) {
            case 0 -> place.within().remove(at);
            case 1 -> place.within().add(random.nextInt(place.within().size() + 1), field.copy());
            case 2 -> field.take(other.copy());
            case 3 -> {
                var mine = field.copy();
                field.take(other.copy());
                other.take(mine);
            }
            case 4 -> nest(field, random);
            case 5 -> {
                if (random.nextInt(20) == 0) {
                    for (int left = random.nextInt(MOST_COPIES); left > 0; left--) {
                        place.within().add(at, field.copy());
                    }
                }
            }
            default -> change(field, random);
        }
    }

    /** Puts a message into itself, again and again. */
    private static void nest(Field field, Random random) {
        if (field.message == null) {
            change(field, random);
            return;
        }
        int depth = random.nextInt(4) == 0 ? random.nextInt(MOST_NESTED) : 1;
        for (int i = 0; i < depth; i++) {
            var outer = new Field();
            outer.number = field.number;
            outer.wire = LENGTH;
            outer.message = field.message;
            field.message = new ArrayList<>(List.of(outer));
        }
    }

    private static void change(Field field, Random random) {
        field.message = null;
        switch (field.wire) {
            case LENGTH ->
                field.bytes = switch (random.nextInt(4)) {
                    case 0 -> TEXTS[random.nextInt(TEXTS.length)].getBytes(StandardCharsets.UTF_8);
                    case 1 -> new byte[random.nextInt(64)];
                    case 2 -> varints(random);
                    default -> {
                        var noise = field.bytes.clone();
                        if (noise.length > 0) {
                            noise[random.nextInt(noise.length)] = (byte) random.nextInt();
                        }
                        yield noise;
                    }
                };
            case FIXED32 -> field.value = Float.floatToIntBits((float) random.nextGaussian());
            default -> field.value = NUMBERS[random.nextInt(NUMBERS.length)];
        }
    }

    private static byte[] varints(Random random) {
        var out = new ByteArrayOutputStream();
        for (int left = random.nextInt(6); left > 0; left--) {
            varint(NUMBERS[random.nextInt(NUMBERS.length)], out);
        }
        return out.toByteArray();
    }

    private static List<Place> places(List<Field> fields) {
        var places = new ArrayList<Place>();
        collect(fields, places);
        return places;
    }

    private static void collect(List<Field> fields, List<Place> places) {
        for (var field : fields) {
            places.add(new Place(fields, field));
            if (field.message != null) {
                collect(field.message, places);
            }
        }
    }

    /** The fields, or null when it is no message. */
    private static @Nullable List<Field> parse(byte[] bytes, int depth) {
        var in = new In(bytes);
        var fields = new ArrayList<Field>();
        while (in.at < bytes.length) {
            long tag = in.varint();
            var field = new Field();
            field.number = (int) (tag >>> 3);
            field.wire = (int) tag & 7;
            switch (field.wire) {
                case VARINT -> field.value = in.varint();
                case FIXED64 -> field.value = in.fixed(8);
                case FIXED32 -> field.value = in.fixed(4);
                case LENGTH -> field.bytes = in.bytes(in.varint());
                default -> in.wrong = true;
            }
            if (in.wrong || field.number < 1 || field.number > 100) {
                return null;
            }
            if (field.bytes.length > 1 && depth < DEEPEST) {
                field.message = parse(field.bytes, depth + 1);
            }
            fields.add(field);
        }
        return fields;
    }

    private static byte[] toBytes(List<Field> fields) {
        var out = new ByteArrayOutputStream();
        for (var field : fields) {
            varint((long) field.number << 3 | field.wire, out);
            switch (field.wire) {
                case VARINT -> varint(field.value, out);
                case FIXED64 -> fixed(field.value, 8, out);
                case FIXED32 -> fixed(field.value, 4, out);
                default -> {
                    var bytes = field.message == null ? field.bytes : toBytes(field.message);
                    varint(bytes.length, out);
                    out.writeBytes(bytes);
                }
            }
        }
        return out.toByteArray();
    }

    private static void varint(long value, ByteArrayOutputStream out) {
        long rest = value;
        for (; rest >>> 7 != 0; rest >>>= 7) {
            out.write((int) (rest & 0x7F | 0x80));
        }
        out.write((int) rest);
    }

    private static void fixed(long value, int bytes, ByteArrayOutputStream out) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >>> 8 * i));
        }
    }

    /** Reads as long as it can. */
    private static final class In {
        private final byte[] bytes;
        private int at;
        private boolean wrong;

        In(byte[] bytes) {
            this.bytes = bytes;
        }

        long varint() {
            long value = 0;
            for (int shift = 0; shift < Long.SIZE; shift += 7) {
                if (at == bytes.length) {
                    break;
                }
                byte next = bytes[at++];
                value |= (long) (next & 0x7F) << shift;
                if (next >= 0) {
                    return value;
                }
            }
            wrong = true;
            return 0;
        }

        long fixed(int count) {
            if (bytes.length - at < count) {
                wrong = true;
                return 0;
            }
            long value = 0;
            for (int i = 0; i < count; i++) {
                value |= (bytes[at++] & 0xFFL) << 8 * i;
            }
            return value;
        }

        byte[] bytes(long count) {
            if (wrong || count < 0 || count > bytes.length - at) {
                wrong = true;
                return new byte[0];
            }
            var part = Arrays.copyOfRange(bytes, at, at + (int) count);
            at += (int) count;
            return part;
        }
    }
}
