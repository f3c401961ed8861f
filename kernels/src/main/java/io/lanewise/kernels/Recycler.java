package io.lanewise.kernels;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps arrays that are no longer needed and hands them out again: to zero a fresh array costs as much as the work of
 * most kernels. What is given must not be used by the giver any more, nor given twice; not to give is never wrong.
 *
 * <p>Arrays are kept by element type and exact length, up to an eighth of the heap altogether; beyond that, those of
 * the length that went unused for longest are dropped. Arrays of fewer than {@value #SMALLEST} elements are not kept.
 * Safe for any number of threads.
 */
public final class Recycler {
    /** Shorter arrays are cheaper to allocate than to look up. */
    public static final int SMALLEST = 256;

    static final Shelves SHELVES = new Shelves(Runtime.getRuntime().maxMemory() / 8);

    private Recycler() {}

    /** A float array of n elements, whose content is undefined. */
    public static float[] floats(int n) {
        return (float[]) take(float.class, n);
    }

    /** A double array of n elements, whose content is undefined. */
    public static double[] doubles(int n) {
        return (double[]) take(double.class, n);
    }

    /** An array of n elements of a primitive type, whose content is undefined. */
    public static Object take(Class<?> carrier, int n) {
        Object kept = n < SMALLEST ? null : SHELVES.take(carrier, n);
        if (kept != null) {
            return kept;
        }
        // The commonest by name: an allocation whose type is known is an instruction or two.
        return carrier == float.class ? new float[n] : Array.newInstance(carrier, n);
    }

    /** Takes an array back. */
    public static void give(Object array) {
        int n = Array.getLength(array);
        if (n >= SMALLEST) {
            SHELVES.give(array, array.getClass().getComponentType(), n);
        }
    }

    /** Drops all that is kept. */
    public static void clear() {
        SHELVES.clear();
    }

    /** The bytes of all arrays that were handed out so far because none of their length was kept. */
    public static long freshBytes() {
        return SHELVES.freshBytes();
    }

    /** The bytes of the arrays that are kept now. */
    public static long keptBytes() {
        return SHELVES.keptBytes();
    }

    static int elementBytes(Class<?> carrier) {
        if (carrier == float.class || carrier == int.class) {
            return 4;
        }
        if (carrier == double.class || carrier == long.class) {
            return 8;
        }
        if (carrier == byte.class || carrier == boolean.class) {
            return 1;
        }
        if (carrier == short.class || carrier == char.class) {
            return 2;
        }
        throw new IllegalArgumentException("recycler: arrays of " + carrier.getName() + "; expected a primitive type");
    }

    /** A hash table of stacks, one for each type and length that was ever asked for and not dropped since. */
    static final class Shelves {
        private final long limit;
        private Shelf[] table = new Shelf[64];
        private int size;
        private long kept;
        private long fresh;
        private long clock;

        Shelves(long limit) {
            this.limit = limit;
        }

        synchronized @Nullable Object take(Class<?> carrier, int n) {
            Shelf shelf = find(carrier, n);
            if (shelf == null || shelf.count == 0) {
                fresh += (long) n * elementBytes(carrier);
                return null;
            }
            shelf.used = ++clock;
            kept -= shelf.bytes;
            return shelf.pop();
        }

        synchronized void give(Object array, Class<?> carrier, int n) {
            long bytes = (long) n * elementBytes(carrier);
            if (bytes > limit) {
                return;
            }
            while (kept + bytes > limit) {
                dropOldest();
            }
            Shelf shelf = find(carrier, n);
            if (shelf == null) {
                shelf = add(new Shelf(carrier, n, bytes));
            }
            shelf.used = ++clock;
            shelf.push(array);
            kept += bytes;
        }

        synchronized void clear() {
            table = new Shelf[64];
            size = 0;
            kept = 0;
        }

        synchronized long freshBytes() {
            return fresh;
        }

        synchronized long keptBytes() {
            return kept;
        }

        private @Nullable Shelf find(Class<?> carrier, int n) {
            int mask = table.length - 1;
            for (int i = Shelf.hash(carrier, n) & mask; ; i = i + 1 & mask) {
                Shelf shelf = table[i];
                if (shelf == null || shelf.length == n && shelf.carrier == carrier) {
                    return shelf;
                }
            }
        }

        private Shelf add(Shelf shelf) {
            if (++size * 2 > table.length) {
                rebuild();
            }
            place(shelf);
            return shelf;
        }

        private void place(Shelf shelf) {
            int mask = table.length - 1;
            int i = Shelf.hash(shelf.carrier, shelf.length) & mask;
            while (table[i] != null) {
                i = i + 1 & mask;
            }
            table[i] = shelf;
        }

        /** Makes room: forgets the empty shelves, so that lengths that never return cost nothing for long. */
        private void rebuild() {
            Shelf[] old = table;
            size = 1;
            for (Shelf shelf : old) {
                size += shelf != null && shelf.count > 0 ? 1 : 0;
            }
            table = new Shelf[Math.max(64, Integer.highestOneBit(size) * 4)];
            for (Shelf shelf : old) {
                if (shelf != null && shelf.count > 0) {
                    place(shelf);
                }
            }
        }

        private void dropOldest() {
            Shelf oldest = null;
            for (Shelf shelf : table) {
                if (shelf != null && shelf.count > 0 && (oldest == null || shelf.used < oldest.used)) {
                    oldest = shelf;
                }
            }
            if (oldest != null) {
                oldest.pop();
                kept -= oldest.bytes;
            }
        }
    }

    /** The kept arrays of one type and length, a stack: the last one given is the likeliest to be in the cache. */
    private static final class Shelf {
        final Class<?> carrier;
        final int length;
        final long bytes;
        long used;
        int count;
        private @Nullable Object[] arrays = new Object[4];

        Shelf(Class<?> carrier, int length, long bytes) {
            this.carrier = carrier;
            this.length = length;
            this.bytes = bytes;
        }

        static int hash(Class<?> carrier, int length) {
            int h = (length * 31 + carrier.hashCode()) * 0x9E3779B9;
            return h ^ h >>> 15;
        }

        Object pop() {
            Object top = Objects.requireNonNull(arrays[--count]);
            arrays[count] = null;
            return top;
        }

        void push(Object array) {
            assert !contains(array) : "recycler: an array was given twice";
            if (count == arrays.length) {
                arrays = Arrays.copyOf(arrays, count * 2);
            }
            arrays[count++] = array;
        }

        private boolean contains(Object array) {
            for (int i = 0; i < count; i++) {
                if (arrays[i] == array) {
                    return true;
                }
            }
            return false;
        }
    }
}
