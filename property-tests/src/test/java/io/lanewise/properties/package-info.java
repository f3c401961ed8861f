/**
 * Laws of tensors, tried on random shapes, strides, types and layouts, and rules of the house. Read {@link
 * io.lanewise.properties.RandomTensors}, which makes the samples, then any of the properties.
 *
 * <p>Invariant: a property's name is the law; what it compares with is computed in f64 by plain loops, or is the same
 * computation by another road.
 */
@NullMarked
package io.lanewise.properties;

import org.jspecify.annotations.NullMarked;
