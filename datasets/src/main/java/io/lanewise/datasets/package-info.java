/**
 * Image data sets: the IDX files of the MNIST family, and a real subset of Fashion-MNIST that is always there. Read
 * {@link io.lanewise.datasets.FashionMnist}, then {@link io.lanewise.datasets.Idx}, then {@link
 * io.lanewise.datasets.ImageDataset}.
 *
 * <p>Invariant: what was read has been checked: sizes fit each other and the files' lengths, labels are classes. A file
 * that fails is a {@link io.lanewise.datasets.DatasetException} of one line that names it and says what was expected.
 * The embedded subset is made by {@code tools/EmbedFashionMnist.java}; its licence stands beside it.
 */
@NullMarked
package io.lanewise.datasets;

import org.jspecify.annotations.NullMarked;
