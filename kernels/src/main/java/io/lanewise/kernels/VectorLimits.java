package io.lanewise.kernels;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Twelve sums that wait for nothing but themselves: more than the units of any core can keep busy. The loops are written out
 * twice, which makes the methods longer than those that C2 inlines when they are hot (325 bytes): inlined into a loop that
 * asks for the time, the sums ran at half their rate.
 */
final class VectorLimits {
    private static final VectorSpecies<Float> F32 = Simd.F32;
    private static final VectorSpecies<Double> F64 = Simd.F64;
    private static final int STEPS = 1024;

    /** Operations of {@code f32()}. */
    static final double FLOPS_F32 = 2.0 * 12 * STEPS * F32.length();

    /** Operations of {@code f64()}. */
    static final double FLOPS_F64 = 2.0 * 12 * STEPS * F64.length();

    private VectorLimits() {}

    /** A sum in four parts of an array whose length is a multiple of 1024: hardly more than the loads. */
    static float sum(float[] from) {
        FloatVector s0 = FloatVector.zero(F32);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int step = F32.length();
        for (int i = 0; i < from.length; i += 4 * step) {
            s0 = s0.add(FloatVector.fromArray(F32, from, i));
            s1 = s1.add(FloatVector.fromArray(F32, from, i + step));
            s2 = s2.add(FloatVector.fromArray(F32, from, i + 2 * step));
            s3 = s3.add(FloatVector.fromArray(F32, from, i + 3 * step));
        }
        return s0.add(s1).add(s2.add(s3)).lane(0);
    }

    static double f32() {
        FloatVector x = FloatVector.broadcast(F32, 1.0001f);
        FloatVector y = FloatVector.broadcast(F32, 0.5f);
        FloatVector s0 = FloatVector.broadcast(F32, 0f);
        FloatVector s1 = FloatVector.broadcast(F32, 1f);
        FloatVector s2 = FloatVector.broadcast(F32, 2f);
        FloatVector s3 = FloatVector.broadcast(F32, 3f);
        FloatVector s4 = FloatVector.broadcast(F32, 4f);
        FloatVector s5 = FloatVector.broadcast(F32, 5f);
        FloatVector s6 = FloatVector.broadcast(F32, 6f);
        FloatVector s7 = FloatVector.broadcast(F32, 7f);
        FloatVector s8 = FloatVector.broadcast(F32, 8f);
        FloatVector s9 = FloatVector.broadcast(F32, 9f);
        FloatVector s10 = FloatVector.broadcast(F32, 10f);
        FloatVector s11 = FloatVector.broadcast(F32, 11f);
        for (int i = 0; i < STEPS; i += 2) {
            s0 = x.fma(y, s0);
            s1 = x.fma(y, s1);
            s2 = x.fma(y, s2);
            s3 = x.fma(y, s3);
            s4 = x.fma(y, s4);
            s5 = x.fma(y, s5);
            s6 = x.fma(y, s6);
            s7 = x.fma(y, s7);
            s8 = x.fma(y, s8);
            s9 = x.fma(y, s9);
            s10 = x.fma(y, s10);
            s11 = x.fma(y, s11);
            s0 = x.fma(y, s0);
            s1 = x.fma(y, s1);
            s2 = x.fma(y, s2);
            s3 = x.fma(y, s3);
            s4 = x.fma(y, s4);
            s5 = x.fma(y, s5);
            s6 = x.fma(y, s6);
            s7 = x.fma(y, s7);
            s8 = x.fma(y, s8);
            s9 = x.fma(y, s9);
            s10 = x.fma(y, s10);
            s11 = x.fma(y, s11);
        }
        return s0.add(s1)
                .add(s2)
                .add(s3)
                .add(s4)
                .add(s5)
                .add(s6)
                .add(s7)
                .add(s8)
                .add(s9)
                .add(s10)
                .add(s11)
                .lane(0);
    }

    static double f64() {
        DoubleVector x = DoubleVector.broadcast(F64, 1.0001);
        DoubleVector y = DoubleVector.broadcast(F64, 0.5);
        DoubleVector s0 = DoubleVector.broadcast(F64, 0);
        DoubleVector s1 = DoubleVector.broadcast(F64, 1);
        DoubleVector s2 = DoubleVector.broadcast(F64, 2);
        DoubleVector s3 = DoubleVector.broadcast(F64, 3);
        DoubleVector s4 = DoubleVector.broadcast(F64, 4);
        DoubleVector s5 = DoubleVector.broadcast(F64, 5);
        DoubleVector s6 = DoubleVector.broadcast(F64, 6);
        DoubleVector s7 = DoubleVector.broadcast(F64, 7);
        DoubleVector s8 = DoubleVector.broadcast(F64, 8);
        DoubleVector s9 = DoubleVector.broadcast(F64, 9);
        DoubleVector s10 = DoubleVector.broadcast(F64, 10);
        DoubleVector s11 = DoubleVector.broadcast(F64, 11);
        for (int i = 0; i < STEPS; i += 2) {
            s0 = x.fma(y, s0);
            s1 = x.fma(y, s1);
            s2 = x.fma(y, s2);
            s3 = x.fma(y, s3);
            s4 = x.fma(y, s4);
            s5 = x.fma(y, s5);
            s6 = x.fma(y, s6);
            s7 = x.fma(y, s7);
            s8 = x.fma(y, s8);
            s9 = x.fma(y, s9);
            s10 = x.fma(y, s10);
            s11 = x.fma(y, s11);
            s0 = x.fma(y, s0);
            s1 = x.fma(y, s1);
            s2 = x.fma(y, s2);
            s3 = x.fma(y, s3);
            s4 = x.fma(y, s4);
            s5 = x.fma(y, s5);
            s6 = x.fma(y, s6);
            s7 = x.fma(y, s7);
            s8 = x.fma(y, s8);
            s9 = x.fma(y, s9);
            s10 = x.fma(y, s10);
            s11 = x.fma(y, s11);
        }
        return s0.add(s1)
                .add(s2)
                .add(s3)
                .add(s4)
                .add(s5)
                .add(s6)
                .add(s7)
                .add(s8)
                .add(s9)
                .add(s10)
                .add(s11)
                .lane(0);
    }
}
