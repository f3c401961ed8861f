package io.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.lanewise.expr.ElementType;
import io.lanewise.kernels.product.Matrices;
import io.lanewise.kernels.product.Tiles;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A vector that the compiler did not keep in a register is an object: a kernel that is hot must not allocate. */
class AllocationCheck {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ELEMENTS = 256;
    private static final int BATCH = 200;
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    /** Of a kernel that will be asked again. */
    private static final long FIRST_PATIENCE_NANOS = 2_000_000_000L;

    /** What two thousand kernels did to one JVM's profiles is no user's case: those that allocate are asked again alone. */
    @Test
    void noHotKernelOfTheListAllocates() throws IOException, InterruptedException {
        List<String> allocating = new ArrayList<>();
        for (KernelList.Entry entry : KernelList.all()) {
            if (allocates(KernelRun.of(entry, false, ELEMENTS), FIRST_PATIENCE_NANOS)) {
                allocating.add(entry + " (scalar)");
            }
            if (Cpu.simd()
                    && entry.vectorClass() != null
                    && allocates(KernelRun.of(entry, true, ELEMENTS), FIRST_PATIENCE_NANOS)) {
                allocating.add(entry + " (vector)");
            }
        }
        assertThat(KernelList.all()).isNotEmpty();
        List<String> alone = new ArrayList<>();
        for (String kernel : allocating) {
            if (allocatesAlone(kernel)) {
                alone.add(kernel);
            }
        }
        assertThat(alone).isEmpty();
    }

    private static boolean allocatesAlone(String kernel) throws IOException, InterruptedException {
        int status = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseParallelGC",
                        "--add-modules=jdk.incubator.vector",
                        "-Dlanewise.simd=" + (Cpu.simd() ? Integer.toString(Cpu.vectorBits()) : "off"),
                        "-classpath",
                        System.getProperty("java.class.path"),
                        AllocationCheck.class.getName(),
                        kernel)
                .inheritIO()
                .start()
                .waitFor();
        return status != 0;
    }

    /** Ends with status 0 if the one kernel, as the test names it, is found and does not allocate. */
    public static void main(String[] args) {
        for (KernelList.Entry entry : KernelList.all()) {
            for (boolean vector : new boolean[] {false, true}) {
                if (args[0].equals(entry + (vector ? " (vector)" : " (scalar)"))) {
                    System.exit(allocatesForEver(KernelRun.of(entry, vector, ELEMENTS)) ? 1 : 0);
                }
            }
        }
        System.exit(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = ElementType.class,
            names = {"F32", "F64"})
    void noHotLoopOfTheMatrixProductAllocates(ElementType type) {
        int registers = Cpu.vectorBits() == 512 ? 32 : Cpu.registers();
        Tiles tiles = Matrices.product(type, Cpu.vectorBits(), registers).tiles;
        Object array = Array.newInstance(type.carrier(), 64 * 128);
        List<String> allocating = new ArrayList<>();
        for (int rows : new TreeSet<>(List.of(tiles.height(), tiles.height(true), 1, 2, 4))) {
            for (int width : widths(tiles, rows)) {
                for (int variant = 0; variant < (width > tiles.width() ? 2 : 4); variant++) {
                    boolean columns = variant / 2 == 1;
                    boolean panel = variant % 2 == 1;
                    if (allocatesForEver(() -> tiles.strip(
                            columns, panel, rows, width, 64, array, 0, 64, array, 0, 64, array, 0, 64, array, 0, 64))) {
                        allocating.add("tile of %d x %d, columns %s, panel %s".formatted(rows, width, columns, panel));
                    }
                }
            }
        }
        if (allocatesForEver(() -> tiles.pack(32, 32, array, 0, 64, 1, array, 4096, 64))
                || allocatesForEver(() -> tiles.pack(32, 32, array, 0, 1, 64, array, 4096, 64))) {
            allocating.add("pack");
        }
        if (allocatesForEver(() -> tiles.dots(32, 64, array, 0, 1, array, 0, 64, array, 0, array, 0))) {
            allocating.add("dots");
        }
        assertThat(allocating).isEmpty();
    }

    private static Set<Integer> widths(Tiles tiles, int rows) {
        return new TreeSet<>(List.of(tiles.width(), tiles.lanes(), 2 * tiles.lanes(), tiles.reach(rows)));
    }

    private static boolean allocatesForEver(Runnable run) {
        return allocates(run, PATIENCE_NANOS);
    }

    private static boolean allocates(Runnable run, long nanos) {
        long deadline = System.nanoTime() + nanos;
        do {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < BATCH; i++) {
                run.run();
            }
            if (THREADS.getCurrentThreadAllocatedBytes() == before) {
                return false;
            }
        } while (System.nanoTime() < deadline);
        return true;
    }
}
