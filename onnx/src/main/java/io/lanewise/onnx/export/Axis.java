package io.lanewise.onnx.export;

/**
 * An axis that may have another size in each run.
 *
 * @param name what the file calls its size
 * @param input one of the inputs that have it
 * @param dim the dimension of that input
 * @param size its size in the graph
 * @param grown its size in the graph that was captured to see what depends on it
 */
public record Axis(String name, int input, int dim, int size, int grown) {}
