package io.lanewise.tokenizers.models;

import java.util.Arrays;

/** A queue whose least number is removed first. */
final class LongHeap {
    private long[] values;
    private int size;

    LongHeap(int capacity) {
        values = new long[Math.max(capacity, 4)];
    }

    boolean isEmpty() {
        return size == 0;
    }

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        int i = size++;
        while (i > 0 && values[(i - 1) / 2] > value) {
            values[i] = values[(i - 1) / 2];
            i = (i - 1) / 2;
        }
        values[i] = value;
    }

    long remove() {
        long least = values[0];
        long value = values[--size];
        int i = 0;
        for (int child = 1; child < size; child = 2 * i + 1) {
            if (child + 1 < size && values[child + 1] < values[child]) {
                child++;
            }
            if (values[child] >= value) {
                break;
            }
            values[i] = values[child];
            i = child;
        }
        values[i] = value;
        return least;
    }
}
