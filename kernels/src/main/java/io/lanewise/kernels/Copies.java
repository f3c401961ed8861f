package io.lanewise.kernels;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.generated.CastFromBOOL;
import io.lanewise.kernels.generated.CastFromF32;
import io.lanewise.kernels.generated.CastFromF64;
import io.lanewise.kernels.generated.CastFromI32;
import io.lanewise.kernels.generated.CastFromI64;
import io.lanewise.kernels.generated.CastFromI8;
import io.lanewise.kernels.generated.CastFromU8;
import io.lanewise.kernels.generated.CastFromU8Vector;

/**
 * Copies with conversion between element types, as Java casts: floats lose their fraction, integers their upper bits;
 * a float that is too large for an i64 becomes the nearest one first, and NaN becomes 0. To bool everything but zero is
 * true, NaN too.
 */
public final class Copies {
    private Copies() {}

    /** {@code to[to0 + i·toStep] = from[from0 + i·fromStep]} for n elements; a step of 0 repeats one element. */
    public static void cast(
            Object from,
            ElementType fromType,
            int from0,
            int fromStep,
            Object to,
            ElementType toType,
            int to0,
            int toStep,
            int n) {
        boolean dense = fromStep == 1 && toStep == 1;
        if (dense && fromType == ElementType.U8 && toType == ElementType.F32 && Cpu.vectorBits() >= 256) {
            CastFromU8Vector.toF32((byte[]) from, from0, (float[]) to, to0, n);
            return;
        }
        switch (fromType) {
            case F32 -> CastFromF32.cast(from, from0, fromStep, to, to0, toStep, n, toType);
            case F64 -> CastFromF64.cast(from, from0, fromStep, to, to0, toStep, n, toType);
            case I32 -> CastFromI32.cast(from, from0, fromStep, to, to0, toStep, n, toType);
            case I64 -> CastFromI64.cast(from, from0, fromStep, to, to0, toStep, n, toType);
            case I8 -> CastFromI8.cast(from, from0, fromStep, to, to0, toStep, n, toType);
            case U8 -> CastFromU8.cast(from, from0, fromStep, to, to0, toStep, n, toType);
            case BOOL -> CastFromBOOL.cast(from, from0, fromStep, to, to0, toStep, n, toType);
        }
    }
}
