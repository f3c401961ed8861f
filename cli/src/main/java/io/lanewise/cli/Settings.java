package io.lanewise.cli;

import io.lanewise.nn.Checkpoint;

/** What fixes a training to the last bit, whatever the number of threads. */
record Settings(String data, int hidden, int batchSize, double lr, long seed) {
    static final Settings DEFAULT = new Settings(DataOption.EMBEDDED, 128, 64, 0.01, 1);

    void writeTo(Checkpoint checkpoint) {
        checkpoint
                .note("data", data)
                .note("hidden", Integer.toString(hidden))
                .note("batch-size", Integer.toString(batchSize))
                .note("lr", Double.toString(lr))
                .note("seed", Long.toString(seed));
    }

    static Settings readFrom(Checkpoint checkpoint) {
        try {
            return new Settings(
                    checkpoint.note("data"),
                    Integer.parseInt(checkpoint.note("hidden")),
                    Integer.parseInt(checkpoint.note("batch-size")),
                    Double.parseDouble(checkpoint.note("lr")),
                    Long.parseLong(checkpoint.note("seed")));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("checkpoint: damaged settings: " + e.getMessage(), e);
        }
    }
}
