package io.lanewise.nn.functional;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * The places of an axis that belong to each window over it: what pooling needs to know, whose windows are boxes and so
 * are handled an axis at a time.
 *
 * @param size the axis's size
 * @param of the places of each window, ascending, none of them beyond the ends; never none
 */
record Places(int size, int[][] of) {
    /** The windows over dimension i. */
    static Places of(Window window, int i, int size) {
        var places = new int[window.count(i, size)][];
        for (int w = 0; w < places.length; w++) {
            int start = window.start(i, w);
            int step = window.dilation()[i];
            places[w] = IntStream.range(0, window.kernel()[i])
                    .map(k -> start + k * step)
                    .filter(place -> place >= 0 && place < size)
                    .toArray();
        }
        return new Places(size, places);
    }

    /** An axis divided into {@code count} windows that overlap where it does not divide evenly. */
    static Places adaptive(int size, int count) {
        var places = new int[count][];
        for (int w = 0; w < count; w++) {
            places[w] = IntStream.range((int) ((long) w * size / count), Math.ceilDiv((w + 1) * size, count))
                    .toArray();
        }
        return new Places(size, places);
    }

    /** [size, windows]: 1 where a place belongs to a window. */
    Tensor membership(DType dtype) {
        var values = new double[size * of.length];
        for (int w = 0; w < of.length; w++) {
            for (int place : of[w]) {
                values[place * of.length + w] = 1;
            }
        }
        return Tensor.wrap(values, DType.F64, Shape.of(size, of.length)).to(dtype);
    }

    /** [windows]: how many places each window has. */
    double[] counts() {
        var counts = new double[of.length];
        for (int w = 0; w < of.length; w++) {
            counts[w] = of[w].length;
        }
        return counts;
    }

    /** [windows · longest]: the places of all windows, the first place of a shorter one repeated. */
    Tensor table() {
        int longest = longest();
        var table = new long[of.length * longest];
        for (int w = 0; w < of.length; w++) {
            for (int k = 0; k < longest; k++) {
                table[w * longest + k] = of[w][k < of[w].length ? k : 0];
            }
        }
        return Tensor.of(table);
    }

    int longest() {
        return IntStream.range(0, of.length).map(w -> of[w].length).max().orElse(0);
    }
}
