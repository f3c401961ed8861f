package io.lanewise.perf;

import io.lanewise.kernels.Cpu;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prints. */
final class Report {
    private Report() {}

    /** Where the figures come from. */
    static Map<String, String> machine() {
        Map<String, String> machine = new LinkedHashMap<>();
        machine.put("cpu", "%s, %d processors".formatted(Cpu.model(), Cpu.cores()));
        machine.put(
                "java", "%s %s, %s".formatted(System.getProperty("java.vm.name"), Runtime.version(), Forks.COLLECTOR));
        machine.put("vectors", Cpu.explanation());
        machine.put("pinned", Forks.pinning());
        machine.put(
                "peers",
                String.join(
                        ", ",
                        Peers.all().stream()
                                .filter(peer -> peer.fair(Cpu.vectorBits()))
                                .map(Peer::name)
                                .toList()));
        return machine;
    }

    static void limits(int threads, MachineLimits limits) {
        System.out.printf(
                "limits, %d thread%s: f32 %.0f, f64 %.0f GFLOP/s;"
                        + " copying 256 KB %.0f, 256 MB %.0f GB/s; reading 256 KB %.0f, 256 MB %.0f GB/s%n",
                threads,
                threads == 1 ? "" : "s",
                limits.flopsF32() / 1e9,
                limits.flopsF64() / 1e9,
                limits.copies().getOrDefault(MachineLimits.CACHE, 0.0) / 1e9,
                limits.copies().getOrDefault(MachineLimits.MEMORY, 0.0) / 1e9,
                limits.reads().getOrDefault(MachineLimits.CACHE, 0.0) / 1e9,
                limits.reads().getOrDefault(MachineLimits.MEMORY, 0.0) / 1e9);
    }

    /** What part of the measurements were made while no neighbour slowed the machine; the others count where all were. */
    static void calm(double part) {
        System.out.printf("%ncalm: %.0f%% of the measurements%n%n", 100 * part);
    }

    static void head() {
        System.out.println();
        line("kernel", "shape", "type", "threads", "ours", "unit", "peer", "ratio", "limit", "worst", "peer");
    }

    static void rows(List<Row> rows) {
        for (Row row : rows) {
            line(
                    row.kernel(),
                    row.shape(),
                    row.dtype(),
                    Integer.toString(row.threads()),
                    number(row.ours()),
                    row.unit(),
                    row.peerValue() == null ? "" : number(row.peerValue()),
                    row.ratio() == null ? "" : "%.2f".formatted(row.ratio()),
                    row.percentOfLimit() == null ? "" : "%.0f%%".formatted(row.percentOfLimit()),
                    "%.0f%%".formatted(100 * row.worst() / row.ours()),
                    row.peer() == null ? "" : row.peer());
        }
    }

    private static void line(Object... columns) {
        System.out.printf("%-22s %-26s %-5s %7s %10s %-8s %9s %6s %6s %6s  %s%n", columns);
    }

    private static String number(double value) {
        return value >= 100 ? "%.0f".formatted(value) : value >= 1 ? "%.1f".formatted(value) : "%.3f".formatted(value);
    }
}
