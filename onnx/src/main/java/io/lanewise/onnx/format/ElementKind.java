package io.lanewise.onnx.format;

import io.lanewise.tensor.DType;
import org.jspecify.annotations.Nullable;

/**
 * ONNX's element types, by their numbers in {@code TensorProto.DataType}. Types that tensors here do not have are held
 * in wider ones: i16 and u16 in i32, u32 and u64 in i64; the rest is refused.
 */
public enum ElementKind {
    UNDEFINED(null, 0),
    FLOAT(DType.F32, 4),
    UINT8(DType.U8, 1),
    INT8(DType.I8, 1),
    UINT16(DType.I32, 2),
    INT16(DType.I32, 2),
    INT32(DType.I32, 4),
    INT64(DType.I64, 8),
    STRING(null, 0),
    BOOL(DType.BOOL, 1),
    FLOAT16(DType.F16, 2),
    DOUBLE(DType.F64, 8),
    UINT32(DType.I64, 4),
    UINT64(DType.I64, 8),
    COMPLEX64(null, 8),
    COMPLEX128(null, 16),
    BFLOAT16(DType.BF16, 2),
    FLOAT8E4M3FN(null, 1),
    FLOAT8E4M3FNUZ(null, 1),
    FLOAT8E5M2(null, 1),
    FLOAT8E5M2FNUZ(null, 1),
    UINT4(null, 0),
    INT4(null, 0),
    FLOAT4E2M1(null, 0);

    private static final ElementKind[] ALL = values();

    private final @Nullable DType dtype;
    private final int bytes;

    ElementKind(@Nullable DType dtype, int bytes) {
        this.dtype = dtype;
        this.bytes = bytes;
    }

    /** The type of this number, or {@link #UNDEFINED}. */
    public static ElementKind of(int number) {
        return number >= 0 && number < ALL.length ? ALL[number] : UNDEFINED;
    }

    /** The type whose elements are exactly those of a tensor's type. */
    public static ElementKind of(DType dtype) {
        return switch (dtype) {
            case BOOL -> BOOL;
            case U8 -> UINT8;
            case I8 -> INT8;
            case I32 -> INT32;
            case I64 -> INT64;
            case F16 -> FLOAT16;
            case BF16 -> BFLOAT16;
            case F32 -> FLOAT;
            case F64 -> DOUBLE;
        };
    }

    /** The type that holds elements of this one, or null where there is none. */
    public @Nullable DType dtype() {
        return dtype;
    }

    /** The type that holds elements of this one. */
    public DType require(String what) {
        if (dtype == null) {
            throw new IllegalArgumentException(what + ": elements of type " + name()
                    + " are not supported; expected FLOAT, DOUBLE, FLOAT16, BFLOAT16, BOOL, INT8 to INT64,"
                    + " UINT8 to UINT64");
        }
        return dtype;
    }

    /** The bytes of an element in a file; 0 where it is not a whole number of them. */
    int bytes() {
        return bytes;
    }
}
