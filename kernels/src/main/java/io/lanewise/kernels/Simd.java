package io.lanewise.kernels;

import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector species of the width that {@link Cpu} chose, for the generated classes that use them. It must not be
 * touched unless {@link Cpu#simd()}: without the incubator module it cannot be loaded.
 */
final class Simd {
    private static final VectorShape SHAPE = VectorShape.forBitSize(Cpu.vectorBits());

    static final VectorSpecies<Float> F32 = VectorSpecies.of(float.class, SHAPE);
    static final VectorSpecies<Double> F64 = VectorSpecies.of(double.class, SHAPE);
    static final VectorSpecies<Integer> I32 = VectorSpecies.of(int.class, SHAPE);
    static final VectorSpecies<Long> I64 = VectorSpecies.of(long.class, SHAPE);
    static final VectorSpecies<Byte> I8 = VectorSpecies.of(byte.class, SHAPE);

    private Simd() {}
}
