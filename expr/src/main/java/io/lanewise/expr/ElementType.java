package io.lanewise.expr;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The types that kernels compute in, each with the Java array that holds its elements. */
public enum ElementType {
    F32(float.class, 4),
    F64(double.class, 8),
    I32(int.class, 4),
    I64(long.class, 8),
    I8(byte.class, 1),
    U8(byte.class, 1),
    BOOL(byte.class, 1);

    /** f32 and f64: the types of the vector kernels. */
    public static final Set<ElementType> FLOATS = EnumSet.of(F32, F64);

    /** i32, i64, i8 and u8; arithmetic wraps around. */
    public static final Set<ElementType> INTEGERS = EnumSet.of(I32, I64, I8, U8);

    private final Class<?> carrier;
    private final int bytes;

    ElementType(Class<?> carrier, int bytes) {
        this.carrier = carrier;
        this.bytes = bytes;
    }

    /** The primitive type of the array that holds the elements: {@code float.class} for f32. */
    public Class<?> carrier() {
        return carrier;
    }

    public int bytes() {
        return bytes;
    }

    public boolean isFloat() {
        return this == F32 || this == F64;
    }

    /** The name as kernels carry it: {@code f32}. */
    public String lower() {
        return name().toLowerCase(Locale.ROOT);
    }
}
