package io.lanewise.kernels;

/** What the engine found on this machine and which kernels it chose. */
public final class Cpu {
    private Cpu() {}
}
