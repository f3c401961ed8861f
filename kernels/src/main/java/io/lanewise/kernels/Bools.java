package io.lanewise.kernels;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Bools, a byte each, as the bits of a vector mask and back, eight in a {@code long} at a time. The number of lanes is a
 * constant where a kernel calls these, 2 or a power of two above.
 */
public final class Bools {
    private static final VarHandle LONG = view(long[].class);
    private static final VarHandle INT = view(int[].class);
    private static final VarHandle SHORT = view(short[].class);
    private static final long LOWEST = 0x0101010101010101L;
    private static final long LOWER = 0x7f7f7f7f7f7f7f7fL;

    private Bools() {}

    private static VarHandle view(Class<?> words) {
        return MethodHandles.byteArrayViewVarHandle(words, ByteOrder.LITTLE_ENDIAN);
    }

    /** Bit i says whether {@code from[at + i]} is not 0. */
    public static long load(byte[] from, int at, int lanes) {
        if (lanes == 2) {
            return gather((short) SHORT.get(from, at) & 0xffff);
        }
        if (lanes == 4) {
            return gather((int) INT.get(from, at) & 0xffffffffL);
        }
        long bits = gather((long) LONG.get(from, at));
        return lanes == 8 ? bits : bits | gather((long) LONG.get(from, at + 8)) << 8;
    }

    /** {@code to[at + i]} = bit i, as 0 or 1. */
    public static void store(long bits, byte[] to, int at, int lanes) {
        if (lanes == 2) {
            SHORT.set(to, at, (short) spread(bits));
        } else if (lanes == 4) {
            INT.set(to, at, (int) spread(bits));
        } else {
            LONG.set(to, at, spread(bits));
            if (lanes == 16) {
                LONG.set(to, at + 8, spread(bits >>> 8));
            }
        }
    }

    /** Bit 7 of each byte that is not 0 is set, then moved down; the product brings byte i's bit to bit 56 + i. */
    private static long gather(long bytes) {
        long set = ((bytes & LOWER) + LOWER | bytes) >>> 7 & LOWEST;
        return set * 0x0102040810204080L >>> 56;
    }

    /** A copy of the eight bits in each byte, of which byte i keeps bit i. */
    private static long spread(long bits) {
        long kept = (bits & 0xff) * LOWEST & 0x8040201008040201L;
        return kept + LOWER >>> 7 & LOWEST;
    }
}
