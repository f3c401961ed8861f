package io.lanewise.kernels;

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
}
