package io.lanewise.kernels;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The processor as Linux describes it; elsewhere, cautious constants. Cache sizes are in bytes. */
record Hardware(String model, int l1, int l2, int l3) {
    private static final int DEFAULT_L1 = 32 << 10;
    private static final int DEFAULT_L2 = 512 << 10;

    static Hardware read() {
        int l1 = cache(1, DEFAULT_L1);
        int l2 = cache(2, DEFAULT_L2);
        return new Hardware(modelName(), l1, l2, cache(3, l2));
    }

    private static String modelName() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElseGet(Hardware::architecture);
        } catch (IOException | RuntimeException e) {
            return architecture();
        }
    }

    private static String architecture() {
        return System.getProperty("os.arch", "unknown");
    }

    private static int cache(int level, int fallback) {
        Path caches = Path.of("/sys/devices/system/cpu/cpu0/cache");
        for (int i = 0; i < 8; i++) {
            Path cache = caches.resolve("index" + i);
            if (text(cache.resolve("level")).equals(Integer.toString(level))
                    && !text(cache.resolve("type")).equals("Instruction")) {
                return bytes(text(cache.resolve("size")), fallback);
            }
        }
        return fallback;
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
