package io.lanewise.tensor;

import java.util.ArrayList;
import java.util.List;

/** A tensor cut into pieces along an axis; every piece is a view. */
sealed interface Splitting permits Tensor {
    Tensor self();

    /** Pieces of one size along an axis; the last one may be smaller. */
    default List<Tensor> split(int size, int axis) {
        int length = self().size(axis);
        if (size < 0 || size == 0 && length > 0) {
            throw new IllegalArgumentException("split: the pieces' size must be positive, not " + size);
        }
        int count = length == 0 ? 1 : (length - 1) / size + 1;
        var sizes = new int[count];
        for (int i = 0; i < count; i++) {
            sizes[i] = Math.min(size, length - i * size);
        }
        return split(sizes, axis);
    }

    /**
     * Pieces of these sizes along an axis.
     *
     * @throws ShapeException when their sum is not the axis's size
     */
    default List<Tensor> split(int[] sizes, int axis) {
        var pieces = new ArrayList<Tensor>(sizes.length);
        long start = 0;
        for (int size : sizes) {
            if (start + size > self().size(axis)) {
                break;
            }
            pieces.add(self().narrow(axis, (int) start, size));
            start += size;
        }
        if (pieces.size() < sizes.length || start != self().size(axis)) {
            throw new ShapeException("split: the sizes " + java.util.Arrays.toString(sizes) + " do not sum up to size "
                    + self().size(axis) + " of dimension " + axis + " of " + self().shape());
        }
        return pieces;
    }

    /** At most so many pieces of one size along an axis; the last one may be smaller. */
    default List<Tensor> chunk(int chunks, int axis) {
        if (chunks <= 0) {
            throw new IllegalArgumentException("chunk: expected a positive number of chunks, not " + chunks);
        }
        int length = self().size(axis);
        return length == 0 ? split(new int[chunks], axis) : split((length - 1) / chunks + 1, axis);
    }

    /** Exactly so many pieces along an axis, the first ones larger by one where the size does not divide evenly. */
    default List<Tensor> tensorSplit(int sections, int axis) {
        if (sections <= 0) {
            throw new IllegalArgumentException("tensorSplit: expected a positive number of sections, not " + sections);
        }
        int length = self().size(axis);
        var sizes = new int[sections];
        for (int i = 0; i < sections; i++) {
            sizes[i] = length / sections + (i < length % sections ? 1 : 0);
        }
        return split(sizes, axis);
    }

    /** The pieces between these places along an axis; places beyond the size are cut to it. */
    default List<Tensor> tensorSplit(int[] places, int axis) {
        var pieces = new ArrayList<Tensor>(places.length + 1);
        int start = 0;
        for (int place : places) {
            pieces.add(self().slice(axis, start, place));
            start = place;
        }
        pieces.add(self().slice(axis, start, Index.END));
        return pieces;
    }

    /** Equal pieces along the second axis, or the only one. */
    default List<Tensor> hsplit(int sections) {
        return evenly("hsplit", sections, horizontal());
    }

    /** The pieces between these places along the second axis, or the only one. */
    default List<Tensor> hsplit(int[] places) {
        return tensorSplit(places, horizontal());
    }

    /** Equal pieces along the first of at least two axes. */
    default List<Tensor> vsplit(int sections) {
        return evenly("vsplit", sections, checked("vsplit", 2, 0));
    }

    /** The pieces between these places along the first of at least two axes. */
    default List<Tensor> vsplit(int[] places) {
        return tensorSplit(places, checked("vsplit", 2, 0));
    }

    /** Equal pieces along the third axis. */
    default List<Tensor> dsplit(int sections) {
        return evenly("dsplit", sections, checked("dsplit", 3, 2));
    }

    /** The pieces between these places along the third axis. */
    default List<Tensor> dsplit(int[] places) {
        return tensorSplit(places, checked("dsplit", 3, 2));
    }

    /** The parts at every place of an axis, which goes. */
    default List<Tensor> unbind(int axis) {
        var parts = new ArrayList<Tensor>();
        for (int i = 0; i < self().size(axis); i++) {
            parts.add(self().select(axis, i));
        }
        return parts;
    }

    private int horizontal() {
        return self().dim() == 1 ? 0 : checked("hsplit", 2, 1);
    }

    private int checked(String operation, int rank, int axis) {
        if (self().dim() < rank) {
            throw new ShapeException(operation + ": expected at least " + rank + " dimensions, got " + self().shape());
        }
        return axis;
    }

    private List<Tensor> evenly(String operation, int sections, int axis) {
        if (sections <= 0 || self().size(axis) % sections != 0) {
            throw new ShapeException(operation + ": size " + self().size(axis) + " of " + self().shape()
                    + " does not divide into " + sections + " equal pieces");
        }
        return tensorSplit(sections, axis);
    }
}
