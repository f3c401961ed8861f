/**
 * ONNX files as plain records. Read {@link io.lanewise.onnx.format.ModelReader}, from bytes to {@link
 * io.lanewise.onnx.format.OnnxFile}; {@link io.lanewise.onnx.format.ProtoReader} knows protocol buffers, {@link
 * io.lanewise.onnx.format.TensorReader} the encodings of tensors. {@link io.lanewise.onnx.format.ModelWriter} and {@link
 * io.lanewise.onnx.format.ProtoWriter} are the way back.
 *
 * <p>Invariant: files are not trusted. No more memory is asked for than a file is long, nesting is bounded, and whatever
 * is wrong is an {@link io.lanewise.tensor.io.InvalidFileException} that says where.
 */
@NullMarked
package io.lanewise.onnx.format;

import org.jspecify.annotations.NullMarked;
