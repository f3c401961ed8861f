package io.lanewise.perf;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.Cpu;
import io.lanewise.kernels.Limits;
import io.lanewise.kernels.product.Epilogue;
import io.lanewise.kernels.product.MatMul;
import io.lanewise.kernels.product.TileRun;
import java.lang.reflect.Array;

/**
 * The JVM that {@link TileExplorer} starts for a candidate: prints three shares of this machine's rate of fused
 * multiply-adds, those of the largest tile, of the one-row tile, and of a whole product.
 */
final class TileProbe {
    private static final int SIZE = 384;

    private TileProbe() {}

    /** Takes the type, the bits of a vector and the number of registers. */
    public static void main(String[] args) {
        ElementType type = ElementType.valueOf(args[0]);
        int bits = Integer.parseInt(args[1]);
        int registers = Integer.parseInt(args[2]);
        if (bits != Cpu.vectorBits() || registers != Math.max(Cpu.registers(), bits == 512 ? 32 : 0)) {
            throw new IllegalStateException(
                    "asked for " + bits + " bits and " + registers + " registers; " + Cpu.explanation());
        }
        double limit = type == ElementType.F32 ? Limits.flopsF32() : Limits.flopsF64();
        TileRun largest = TileRun.of(type, bits, registers, 0);
        TileRun row = TileRun.of(type, bits, registers, 1);
        System.out.println(largest.flops() / Limits.seconds(largest) / limit);
        System.out.println(row.flops() / Limits.seconds(row) / limit);
        System.out.println(2.0 * SIZE * SIZE * SIZE / Limits.seconds(square(type)) / limit);
    }

    private static Runnable square(ElementType type) {
        Object a = Array.newInstance(type.carrier(), SIZE * SIZE);
        Object b = Array.newInstance(type.carrier(), SIZE * SIZE);
        Object c = Array.newInstance(type.carrier(), SIZE * SIZE);
        return () -> MatMul.run(type, SIZE, SIZE, SIZE, a, 0, SIZE, 1, b, 0, SIZE, 1, c, 0, SIZE, Epilogue.STORE);
    }
}
