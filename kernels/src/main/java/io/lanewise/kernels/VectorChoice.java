package io.lanewise.kernels;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The decision between vector widths and scalar code.
 *
 * @param bits the width, 0 for scalar
 * @param registers the number of vector registers at that width
 * @param fma whether fused multiply-add is an instruction
 * @param explanation one line for people
 * @param surprising whether it is scalar without having been asked to be, which deserves a warning
 */
record VectorChoice(int bits, int registers, boolean fma, String explanation, boolean surprising) {
    private static final List<String> WIDTHS = List.of("128", "256", "512");

    /**
     * Decides.
     *
     * @param request the value of {@code lanewise.simd}, null when it is not set
     * @throws IllegalArgumentException when the request is not understood or cannot be met
     */
    static VectorChoice of(@Nullable String request, VmFacts facts) {
        if (request == null) {
            String obstacle = obstacle(facts);
            return obstacle == null
                    ? vectors(
                            Math.min(512, facts.preferredBits()),
                            facts,
                            "the widest that " + facts.vmName() + " uses here")
                    : scalar(facts, obstacle, true);
        }
        if (request.equals("off")) {
            return scalar(facts, "-Dlanewise.simd=off", false);
        }
        if (!WIDTHS.contains(request)) {
            throw new IllegalArgumentException(
                    "-Dlanewise.simd=" + request + " is not known; expected off, 128, 256 or 512");
        }
        int bits = Integer.parseInt(request);
        if (!facts.module()) {
            throw new IllegalArgumentException("-Dlanewise.simd=" + bits
                    + " needs the module jdk.incubator.vector: add --add-modules jdk.incubator.vector to the"
                    + " java command");
        }
        if (bits > facts.preferredBits()) {
            throw new IllegalArgumentException("-Dlanewise.simd=" + bits + " is wider than this machine's vectors of "
                    + facts.preferredBits() + " bits; expected off or at most that width");
        }
        return vectors(bits, facts, "-Dlanewise.simd=" + bits);
    }

    private static @Nullable String obstacle(VmFacts facts) {
        if (!facts.module()) {
            return "the module jdk.incubator.vector is missing: add --add-modules jdk.incubator.vector to the java"
                    + " command";
        }
        if (!facts.hotSpot()) {
            return facts.vmName() + " does not compile the Vector API to instructions; HotSpot does";
        }
        if (!facts.topCompiler()) {
            return "the optimizing compiler C2 is off (-Xint, or -XX:TieredStopAtLevel below 4)";
        }
        if (facts.preferredBits() < 128) {
            return "the JVM offers no vectors of 128 bits or more";
        }
        if (!facts.fma()) {
            return "this machine has no fused multiply-add";
        }
        return null;
    }

    private static VectorChoice vectors(int bits, VmFacts facts, String why) {
        int registers = registers(facts);
        String text = "SIMD of %d bits with %d registers: %s".formatted(bits, registers, why);
        return new VectorChoice(bits, registers, facts.fma(), text, false);
    }

    private static VectorChoice scalar(VmFacts facts, String why, boolean surprising) {
        return new VectorChoice(0, registers(facts), facts.fma(), "scalar code, no SIMD: " + why, surprising);
    }

    private static int registers(VmFacts facts) {
        return switch (facts.arch()) {
            case "aarch64", "riscv64" -> 32;
            default -> facts.avx() >= 3 || facts.avx() < 0 && facts.preferredBits() >= 512 ? 32 : 16;
        };
    }
}
