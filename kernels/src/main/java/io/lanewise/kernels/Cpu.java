package io.lanewise.kernels;

/**
 * What the engine found on this machine and which kernels it chose. It decides once, when this class is initialised,
 * and the property {@code -Dlanewise.simd=off|128|256|512} overrules it; another value, or a width that this machine
 * does not have, fails with an {@link IllegalArgumentException} (inside an {@link ExceptionInInitializerError}).
 *
 * <p>Emulated vectors are 5 to 100 times slower than scalar code, so vectors are used only where the JVM is known to
 * compile them to instructions.
 */
public final class Cpu {
    /** The system property that forces a vector width. */
    public static final String SIMD_PROPERTY = "lanewise.simd";

    private static final VectorChoice CHOICE = choose();
    private static final Hardware HARDWARE = Hardware.read();

    private Cpu() {}

    private static VectorChoice choose() {
        VectorChoice choice = VectorChoice.of(System.getProperty(SIMD_PROPERTY), VmFacts.read());
        if (choice.surprising()) {
            System.getLogger("io.lanewise").log(System.Logger.Level.WARNING, choice.explanation());
        }
        return choice;
    }

    /** The width of the vectors that the kernels use: 128, 256 or 512, or 0 for scalar code. */
    public static int vectorBits() {
        return CHOICE.bits();
    }

    /** Whether the vector kernels are used; where not, the classes of jdk.incubator.vector may be missing. */
    public static boolean simd() {
        return CHOICE.bits() > 0;
    }

    /** The number of vector registers: 32 with AVX-512 and on AArch64, otherwise 16. */
    public static int registers() {
        return CHOICE.registers();
    }

    /** Whether {@link Math#fma(float, float, float)} is an instruction; without one it is a hundred times slower. */
    public static boolean hasFma() {
        return CHOICE.fma();
    }

    /** One line: what was chosen, and why. */
    public static String explanation() {
        return CHOICE.explanation();
    }

    /** The processor's name, or the architecture's where the system does not tell. */
    public static String model() {
        return HARDWARE.model();
    }

    /** The number of processors that this JVM may use. */
    public static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** Bytes of the first-level data cache of a core. */
    public static int l1Bytes() {
        return HARDWARE.l1();
    }

    /** Bytes of the second-level cache of a core. */
    public static int l2Bytes() {
        return HARDWARE.l2();
    }

    /** Bytes of the last-level cache, which cores share; that of the second level where there is no third. */
    public static int l3Bytes() {
        return HARDWARE.l3();
    }
}
