package io.lanewise.onnx.operators;

import org.jspecify.annotations.Nullable;

/** All operators, by topic. */
public final class Operators {
    /** The newest version of ONNX's own domain whose changes are known. */
    public static final int NEWEST = Table.NEWEST;

    private static final Table TABLE = table();

    private Operators() {}

    private static Table table() {
        var table = new Table();
        Elementwise.register(table);
        Arithmetic.register(table);
        Casting.register(table);
        Reductions.register(table);
        Movement.register(table);
        Patches.register(table);
        Indexing.register(table);
        Generation.register(table);
        Matrices.register(table);
        Convolutions.register(table);
        Pooling.register(table);
        Normalizations.register(table);
        Losses.register(table);
        Resizing.register(table);
        Sampling.register(table);
        Signals.register(table);
        Randomness.register(table);
        Detection.register(table);
        ControlFlow.register(table);
        Sequences.register(table);
        Quantized.register(table);
        Recurrent.register(table);
        Microsoft.register(table);
        Attention.register(table);
        StandardAttention.register(table);
        return table;
    }

    /**
     * What an operator of a domain (empty for ONNX's own) means in a version of the domain, or null where it is not
     * supported.
     */
    public static @Nullable Operator find(String domain, String name, int version) {
        return TABLE.find(domain, name, version);
    }
}
