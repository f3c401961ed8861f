package io.lanewise.kernels;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** The processor as Linux describes it; elsewhere, cautious constants. Cache sizes are in bytes. */
record Hardware(String model, int l1, int l2, int l3) {
    private static final int DEFAULT_L1 = 32 << 10;
    private static final int DEFAULT_L2 = 512 << 10;
    private static final int DEFAULT_L3 = 8 << 20;

    static Hardware read() {
        return of(cpuInfo(), Hardware::cacheSize);
    }

    /**
     * What the system tells. Virtual machines often do not describe the caches; of the one that {@code /proc/cpuinfo} names
     * AMD's processors mean the second level, others the last.
     *
     * @param cpuInfo the lines of {@code /proc/cpuinfo} about one processor
     * @param cacheSize the size of the data cache of a level, as {@link #bytes} reads it, or another text
     */
    static Hardware of(List<String> cpuInfo, IntFunction<String> cacheSize) {
        String model = field(cpuInfo, "model name", System.getProperty("os.arch", "unknown"));
        int l1 = bytes(cacheSize.apply(1), DEFAULT_L1);
        int l2 = bytes(cacheSize.apply(2), 0);
        if (l2 > 0) {
            return new Hardware(model, l1, l2, bytes(cacheSize.apply(3), l2));
        }
        int named = bytes(field(cpuInfo, "cache size", "").replace(" KB", "K"), 0);
        if (field(cpuInfo, "vendor_id", "").matches("AuthenticAMD|HygonGenuine")) {
            l2 = named;
            named = 0;
        }
        return new Hardware(model, l1, l2 > 0 ? l2 : DEFAULT_L2, named > 0 ? named : DEFAULT_L3);
    }

    /** What is said of the first processor: the system takes its time to describe hundreds. */
    private static List<String> cpuInfo() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.takeWhile(line -> !line.isBlank()).toList();
        } catch (IOException | RuntimeException e) {
            return List.of();
        }
    }

    private static String field(List<String> lines, String name, String fallback) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .orElse(fallback);
    }

    private static String cacheSize(int level) {
        Path caches = Path.of("/sys/devices/system/cpu/cpu0/cache");
        for (int i = 0; i < 8; i++) {
            Path cache = caches.resolve("index" + i);
            if (text(cache.resolve("level")).equals(Integer.toString(level))
                    && !text(cache.resolve("type")).equals("Instruction")) {
                return text(cache.resolve("size"));
            }
        }
        return "";
    }

    /** Reads the kernel's notation: {@code 32K}, {@code 1024K}, {@code 16M}. */
    static int bytes(String size, int fallback) {
        if (!size.matches("[1-9][0-9]{0,6}[KM]")) {
            return fallback;
        }
        long number = Long.parseLong(size.substring(0, size.length() - 1));
        return (int) Math.min(1 << 30, size.endsWith("K") ? number << 10 : number << 20);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }
}
