/**
 * Models in ONNX files, to run and to write. Read {@link io.lanewise.onnx.OnnxModel}; then {@code Prepared}, a graph whose
 * operators were found; {@code Folded}, what depends on weights alone; {@code Programs}, the graphs captured for shapes
 * of inputs. {@link io.lanewise.onnx.OnnxExport} is the other way, from functions of tensors to files.
 *
 * <p>Invariant: a model never changes after it was loaded, so that any number of threads may run it.
 */
@NullMarked
package io.lanewise.onnx;

import org.jspecify.annotations.NullMarked;
