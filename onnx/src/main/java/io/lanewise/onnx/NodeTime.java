package io.lanewise.onnx;

/**
 * What a node took in a run, one node after the other.
 *
 * @param node its name in the file
 * @param shapes the types and shapes of its inputs and outputs, for people
 * @param nanos the median of some runs
 * @param flops the floating-point operations of products and convolutions, 0 where they are not known
 * @param bytes what it reads and writes at least
 */
public record NodeTime(String node, String operator, String shapes, long nanos, double flops, long bytes) {}
