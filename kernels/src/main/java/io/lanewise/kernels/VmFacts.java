package io.lanewise.kernels;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/**
 * What a choice of vectors depends on.
 *
 * @param arch the architecture, as {@code os.arch} has it
 * @param vmName the virtual machine's name
 * @param vmInfo its mode: {@code mixed mode, sharing}
 * @param topTier the highest tier of compilation; C2 is 4
 * @param module whether jdk.incubator.vector can be used
 * @param preferredBits the widest vector that the JVM compiles to instructions
 * @param avx the x86 generation of vectors that the JVM uses (3 is AVX-512), -1 where unknown
 * @param fma whether fused multiply-add is an instruction
 */
record VmFacts(
        String arch,
        String vmName,
        String vmInfo,
        int topTier,
        boolean module,
        int preferredBits,
        int avx,
        boolean fma) {

    static VmFacts read() {
        boolean module = hasVectorModule();
        int bits = module ? Preferred.bits() : 0;
        String arch = System.getProperty("os.arch", "");
        return new VmFacts(
                arch,
                System.getProperty("java.vm.name", ""),
                System.getProperty("java.vm.info", ""),
                number(flag("TieredStopAtLevel"), 4),
                module,
                bits,
                number(flag("UseAVX"), -1),
                Boolean.parseBoolean(flagOr("UseFMA", Boolean.toString(bits >= 256 || arch.equals("aarch64")))));
    }

    boolean hotSpot() {
        return vmName.endsWith("Server VM") && (vmName.contains("HotSpot") || vmName.startsWith("OpenJDK"));
    }

    boolean topCompiler() {
        return topTier >= 4 && !vmInfo.contains("interpreted") && !vmInfo.contains("emulated-client");
    }

    private static boolean hasVectorModule() {
        try {
            // Named, not referred to: where the module was not resolved the classes are absent.
            Class<?> type = Class.forName("jdk.incubator.vector.FloatVector", false, VmFacts.class.getClassLoader());
            return VmFacts.class.getModule().canRead(type.getModule());
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    private static @Nullable String flag(String name) {
        try {
            return Flags.value(name);
        } catch (LinkageError | IllegalArgumentException e) {
            return null; // no management module, or a flag that this VM lacks
        }
    }

    private static String flagOr(String name, String fallback) {
        String value = flag(name);
        return value == null ? fallback : value;
    }

    private static int number(@Nullable String text, int fallback) {
        return text == null ? fallback : Integer.parseInt(text);
    }

    /** Loaded only once the vector module is known to be there. */
    private static final class Preferred {
        static int bits() {
            return FloatVector.SPECIES_PREFERRED.vectorBitSize();
        }
    }

    /** Loaded apart, since an image may lack the management module. */
    private static final class Flags {
        private static final @Nullable HotSpotDiagnosticMXBean BEAN =
                ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);

        static @Nullable String value(String name) {
            return BEAN == null ? null : BEAN.getVMOption(name).getValue();
        }
    }
}
