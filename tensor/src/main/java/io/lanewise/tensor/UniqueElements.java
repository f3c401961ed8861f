package io.lanewise.tensor;

/**
 * The different elements of a tensor.
 *
 * @param values each once, ascending [n]
 * @param inverse for each element of the tensor, in its shape, its place in {@code values}: i64
 * @param counts how often each occurs: i64 [n]
 */
public record UniqueElements(Tensor values, Tensor inverse, Tensor counts) {}
