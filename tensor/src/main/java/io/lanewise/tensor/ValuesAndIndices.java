package io.lanewise.tensor;

/**
 * Chosen elements, and where each stood along the axis.
 *
 * @param values of the type of the tensor they come from; gradients flow through them
 * @param indices i64, of the same shape
 */
public record ValuesAndIndices(Tensor values, Tensor indices) {}
