package io.lanewise.kernels;

import java.util.Arrays;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector species of the width that {@link Cpu} chose, for the generated classes that use them. It must not be
 * touched unless {@link Cpu#simd()}: without the incubator module it cannot be loaded.
 */
public final class Simd {
    private static final VectorShape SHAPE = VectorShape.forBitSize(Cpu.vectorBits());

    public static final VectorSpecies<Float> F32 = VectorSpecies.of(float.class, SHAPE);
    public static final VectorSpecies<Double> F64 = VectorSpecies.of(double.class, SHAPE);
    public static final VectorSpecies<Integer> I32 = VectorSpecies.of(int.class, SHAPE);
    public static final VectorSpecies<Long> I64 = VectorSpecies.of(long.class, SHAPE);
    public static final VectorSpecies<Byte> I8 = VectorSpecies.of(byte.class, SHAPE);

    private Simd() {}

    /**
     * Which lanes of two vectors, of the second from {@code length} on, make up one of the two vectors that come of
     * exchanging their blocks of {@code half} lanes: the lower one keeps the first's even blocks and takes the second's
     * even ones into its odd places; the higher one has what is left. All zeros where a vector has no two such blocks.
     */
    public static IntVector exchange(VectorSpecies<Integer> species, int half, boolean high) {
        return IntVector.fromArray(species, exchanged(species.length(), half, high), 0);
    }

    /** Like {@link #exchange(VectorSpecies, int, boolean)}. */
    public static LongVector exchangeLongs(VectorSpecies<Long> species, int half, boolean high) {
        var lanes = exchanged(species.length(), half, high);
        return LongVector.fromArray(species, Arrays.stream(lanes).asLongStream().toArray(), 0);
    }

    private static int[] exchanged(int length, int half, boolean high) {
        var lanes = new int[length];
        for (int lane = 0; lane < length && half < length; lane++) {
            boolean even = (lane & half) == 0;
            lanes[lane] = even ? lane + (high ? half : 0) : length + lane - (high ? 0 : half);
        }
        return lanes;
    }
}
