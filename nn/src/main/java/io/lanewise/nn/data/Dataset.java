package io.lanewise.nn.data;

/** A number of examples that can be had in any order. Safe for reading on several threads. */
public interface Dataset {
    /** The number of examples. */
    int size();

    /**
     * The examples at some indices, in that order, in tensors of their own.
     *
     * @throws IndexOutOfBoundsException when an index is not in 0 to size − 1
     */
    Batch gather(int[] indices);
}
