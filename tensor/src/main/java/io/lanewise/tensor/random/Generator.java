package io.lanewise.tensor.random;

import io.lanewise.kernels.Pool;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.DTypeException;
import io.lanewise.tensor.Half;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.Tracing;
import io.lanewise.tensor.cpu.HeapStorage;
import java.nio.charset.StandardCharsets;

/**
 * Random numbers that a seed fixes to the bit, whatever the number of threads and the machine. Each element of a
 * tensor is a function of the seed and of its own position in the stream ({@link Philox}); a call takes as many blocks
 * of the stream as its elements need. Safe for several threads, whose calls then share the stream in any order.
 *
 * <pre>{@code
 * var random = new Generator(42);
 * var weights = random.normal(Shape.of(128, 784), 0, 0.02, DType.F32);
 * var dropout = random.fork("dropout");       // does not depend on what was drawn here
 * long[] state = random.state();              // Generator.restore(state) goes on from here
 * }</pre>
 */
public final class Generator {
    /** Blocks below which a part is not worth a thread. */
    private static final int GRAIN = 2_048;

    /** The upper half of the counter: numbers have one, the seeds of forks another. */
    private static final long NUMBERS = 0;

    private static final long FORKS = 1;

    private long seed;
    private long position;

    public Generator(long seed) {
        this.seed = seed;
    }

    /** A generator that goes on where another was when its {@link #state} was taken. */
    public static Generator restore(long[] state) {
        var generator = new Generator(0);
        generator.setState(state);
        return generator;
    }

    /** What fixes all numbers to come: the seed, and how many blocks were taken. */
    public synchronized long[] state() {
        return new long[] {seed, position};
    }

    /**
     * Goes to where a generator was when its {@link #state} was taken.
     *
     * @throws IllegalArgumentException when that is no state
     */
    public synchronized void setState(long[] state) {
        if (state.length != 2 || state[1] < 0) {
            throw new IllegalArgumentException("generator: a state is a seed and a position of 0 or more, not "
                    + java.util.Arrays.toString(state));
        }
        seed = state[0];
        position = state[1];
    }

    /** A generator with a stream of its own for each name; the same name gives the same one whenever it is asked. */
    public Generator fork(String name) {
        long hash = 0xCBF29CE484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
        }
        return fork(hash);
    }

    /** A generator with a stream of its own for each number: an epoch's, a worker's. */
    public synchronized Generator fork(long number) {
        var block = new int[4];
        Philox.block(seed, number, FORKS, block);
        return new Generator(Philox.half(block, 0));
    }

    private synchronized long take(long blocks) {
        Tracing.acting("a generator draws random numbers");
        long first = position;
        position += blocks;
        return first;
    }

    // Single numbers; each takes a block

    /** 64 random bits. */
    public long nextLong() {
        var block = new int[4];
        Philox.block(key(), take(1), NUMBERS, block);
        return Philox.half(block, 0);
    }

    private synchronized long key() {
        return seed;
    }

    /** A number from 0 to below 1, of 53 bits. */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1p-53;
    }

    /** An integer from 0 to below {@code bound}. */
    public int nextInt(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("nextInt: bound " + bound + "; expected a positive number");
        }
        return (int) Math.unsignedMultiplyHigh(nextLong(), bound);
    }

    // Tensors

    /** Uniform in [0, 1), with as many bits as the type has: f32 24, f64 53. */
    public Tensor rand(Shape shape, DType dtype) {
        return uniform(shape, 0, 1, dtype);
    }

    /** Uniform f32 in [0, 1). */
    public Tensor rand(int... sizes) {
        return rand(Shape.of(sizes), DType.F32);
    }

    /** Uniform in [low, high). */
    public Tensor uniform(Shape shape, double low, double high, DType dtype) {
        checkFloat("uniform", dtype);
        if (!(low <= high) || Double.isInfinite(high - low)) {
            throw new IllegalArgumentException(
                    "uniform: from " + low + " to " + high + "; expected finite, low <= high");
        }
        int bits =
                switch (dtype) {
                    case F64 -> 53;
                    case F16 -> 11;
                    case BF16 -> 8;
                    default -> 24;
                };
        var out = Tensor.empty(shape, dtype);
        if (dtype == DType.F64) {
            var array = (double[]) HeapStorage.arrayOf(out);
            fill(shape.elements(), 2, (block, i, lane) -> {
                double u = (Philox.half(block, lane) >>> 11) * 0x1p-53;
                array[i] = below(low + (high - low) * u, low, high);
            });
            return out;
        }
        double unit = Math.scalb(1.0, -bits);
        var store = store(out);
        fill(shape.elements(), 4, (block, i, lane) -> {
            double u = (block[lane] >>> (32 - bits)) * unit;
            store.put(i, low + (high - low) * u, low, high);
        });
        return out;
    }

    /** Rounding may reach the excluded end: then the number before it. */
    private static double below(double value, double low, double high) {
        return value >= high && low < high ? Math.max(low, Math.nextDown(high)) : value;
    }

    /** Standard normal numbers. */
    public Tensor randn(Shape shape, DType dtype) {
        return normal(shape, 0, 1, dtype);
    }

    /** Standard normal f32 numbers. */
    public Tensor randn(int... sizes) {
        return randn(Shape.of(sizes), DType.F32);
    }

    /**
     * Normal numbers with a mean and a standard deviation, by Box and Muller's method in f64 with {@link StrictMath},
     * which has the same bits everywhere.
     */
    public Tensor normal(Shape shape, double mean, double deviation, DType dtype) {
        checkFloat("normal", dtype);
        if (!(deviation >= 0)) {
            throw new IllegalArgumentException("normal: standard deviation " + deviation + "; expected 0 or more");
        }
        var out = Tensor.empty(shape, dtype);
        if (dtype == DType.F64) {
            var array = (double[]) HeapStorage.arrayOf(out);
            fill(
                    shape.elements(),
                    2,
                    (block, i, lane) -> array[i] = mean
                            + deviation
                                    * normal(
                                            ((Philox.half(block, 0) >>> 11) + 1) * 0x1p-53,
                                            (Philox.half(block, 1) >>> 11) * 0x1p-53,
                                            lane));
            return out;
        }
        var store = store(out);
        fill(shape.elements(), 4, (block, i, lane) -> {
            double u = ((block[lane & 2] & 0xFFFFFFFFL) + 1) * 0x1p-32;
            double v = (block[(lane & 2) | 1] & 0xFFFFFFFFL) * 0x1p-32;
            store.put(i, mean + deviation * normal(u, v, lane & 1), 0, Double.POSITIVE_INFINITY);
        });
        return out;
    }

    /** One of the two normal numbers that u in (0, 1] and v in [0, 1) give. */
    private static double normal(double u, double v, int which) {
        double radius = Math.sqrt(-2 * StrictMath.log(u));
        double angle = 2 * Math.PI * v;
        return radius * (which == 0 ? StrictMath.cos(angle) : StrictMath.sin(angle));
    }

    /** Uniform integers from {@code low} to below {@code high}; the bias is below (high − low) / 2⁶⁴. */
    public Tensor randint(long low, long high, Shape shape, DType dtype) {
        if (low >= high) {
            throw new IllegalArgumentException("randint: from " + low + " to below " + high + "; expected low < high");
        }
        checkHolds(low, dtype);
        checkHolds(high - 1, dtype);
        long range = high - low;
        var drawn = Tensor.empty(shape, DType.I64);
        var array = (long[]) HeapStorage.arrayOf(drawn);
        fill(
                shape.elements(),
                2,
                (block, i, lane) -> array[i] = low + Math.unsignedMultiplyHigh(Philox.half(block, lane), range));
        return drawn.to(dtype);
    }

    /** Uniform i64 integers from 0 to below {@code high}. */
    public Tensor randint(long high, int... sizes) {
        return randint(0, high, Shape.of(sizes), DType.I64);
    }

    /** The numbers from 0 to n − 1 in random order: i64 [n]. */
    public Tensor randperm(int n) {
        var out = Tensor.empty(Shape.of(n), DType.I64);
        var order = (long[]) HeapStorage.arrayOf(out);
        long key = key();
        long first = take(n);
        var block = new int[4];
        for (int i = 0; i < n; i++) {
            // Shuffles from inside out (Durstenfeld): the i-th number takes a place among the first i + 1.
            Philox.block(key, first + i, NUMBERS, block);
            int place = (int) Math.unsignedMultiplyHigh(Philox.half(block, 0), i + 1);
            order[i] = order[place];
            order[place] = i;
        }
        return out;
    }

    /** 1 (true) with a probability, else 0; the probability is met to 2⁻³². */
    public Tensor bernoulli(Shape shape, double probability, DType dtype) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("bernoulli: probability " + probability + "; expected 0 to 1");
        }
        long threshold = Math.round(probability * 0x1p32);
        var drawn = Tensor.empty(shape, dtype == DType.F32 ? DType.F32 : DType.BOOL);
        if (HeapStorage.arrayOf(drawn) instanceof float[] array) {
            fill(shape.elements(), 4, (block, i, lane) -> array[i] = (block[lane] & 0xFFFFFFFFL) < threshold ? 1 : 0);
        } else {
            var array = (byte[]) HeapStorage.arrayOf(drawn);
            fill(
                    shape.elements(),
                    4,
                    (block, i, lane) -> array[i] = (byte) ((block[lane] & 0xFFFFFFFFL) < threshold ? 1 : 0));
        }
        return drawn.to(dtype);
    }

    private interface Element {
        void fill(int[] block, int i, int lane);
    }

    /** Fills n elements, so many from each block. */
    private void fill(int n, int perBlock, Element element) {
        long blocks = (n + (long) perBlock - 1) / perBlock;
        long key = key();
        long start = take(blocks);
        Pool.ranges(blocks, GRAIN, (first, end) -> {
            var block = new int[4];
            for (long b = first; b < end; b++) {
                Philox.block(key, start + b, NUMBERS, block);
                int from = (int) (b * perBlock);
                int lanes = Math.min(perBlock, n - from);
                for (int lane = 0; lane < lanes; lane++) {
                    element.fill(block, from + lane, lane);
                }
            }
        });
    }

    private interface Store {
        /** Writes a number rounded to the tensor's type, but below {@code high} unless {@code low} equals it. */
        void put(int i, double value, double low, double high);
    }

    private static Store store(Tensor out) {
        if (HeapStorage.arrayOf(out) instanceof float[] array) {
            return (i, value, low, high) -> {
                float rounded = (float) value;
                array[i] = rounded >= high && low < high ? Math.nextDown((float) high) : rounded;
            };
        }
        var array = (short[]) HeapStorage.arrayOf(out);
        boolean brain = out.dtype() == DType.BF16;
        return (i, value, low, high) -> {
            float rounded = (float) value;
            short bits = brain ? Half.toBf16(rounded) : Half.toF16(rounded);
            boolean reached = low < high && (brain ? Half.fromBf16(bits) : Half.fromF16(bits)) >= high;
            array[i] = reached ? before(bits, brain) : bits;
        };
    }

    /** The 16-bit float before one: its bits count up from zero on both sides. */
    private static short before(short bits, boolean brain) {
        float value = brain ? Half.fromBf16(bits) : Half.fromF16(bits);
        if (value == 0) {
            return (short) 0x8001;
        }
        return (short) (value > 0 ? bits - 1 : bits + 1);
    }

    private static void checkFloat(String operation, DType dtype) {
        if (!dtype.isFloat()) {
            throw new DTypeException(operation + ": expected a float type, not " + dtype);
        }
    }

    private static void checkHolds(long value, DType dtype) {
        boolean holds =
                switch (dtype) {
                    case BOOL -> value == 0 || value == 1;
                    case U8 -> value >= 0 && value < 256;
                    case I8 -> value == (byte) value;
                    case I32 -> value == (int) value;
                    default -> true;
                };
        if (!holds) {
            throw new DTypeException("randint: " + value + " is out of range for " + dtype);
        }
    }
}
