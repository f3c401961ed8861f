/**
 * Files of tensors. Read {@link io.lanewise.tensor.io.Safetensors} (named tensors), {@link
 * io.lanewise.tensor.io.SafetensorsArchive} (the same, one by one and of several files) and {@link
 * io.lanewise.tensor.io.Npy} (NumPy's arrays), then {@link io.lanewise.tensor.io.AtomicFile}, through which both write.
 *
 * <p>Invariant: a file is written whole or not at all, and is not trusted when it is read. Every length is checked
 * against the size of the file before anything is allocated; every fault ends in an {@link
 * io.lanewise.tensor.io.InvalidFileException} that names the file, the fault and what was expected.
 */
@NullMarked
package io.lanewise.tensor.io;

import org.jspecify.annotations.NullMarked;
