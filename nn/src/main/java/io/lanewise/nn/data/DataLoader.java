package io.lanewise.nn.data;

import io.lanewise.nn.StateException;
import io.lanewise.nn.Stateful;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Scope;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The batches of a data set, epoch after epoch; each iteration is an epoch.
 *
 * <pre>{@code
 * var loader = new DataLoader(images, 64).shuffle(seed).recycle();
 * for (var batch : loader) { … }
 * }</pre>
 *
 * <p>The order of an epoch depends on the seed and the epoch's number only. The next batches are gathered on a daemon
 * thread while one is used. The state is the position of the newest iteration: an iteration that begins after it was
 * loaded goes on there. A loader belongs to one thread.
 */
public final class DataLoader implements Iterable<Batch>, Stateful {
    /** Gathers for all loaders; ends when there is nothing to do. */
    private static final Executor GATHERER = gatherer();

    private final Dataset dataset;
    private final int batchSize;
    private @Nullable Long seed;
    private boolean dropLast;
    private boolean recycle;
    private int prefetch = 2;

    private long epoch;
    private int firstBatch;
    private @Nullable Epoch newest;
    private @Nullable Order nextOrder;

    /** The order of an epoch's examples, in the making. */
    private record Order(long epoch, CompletableFuture<int[]> indices) {}

    public DataLoader(Dataset dataset, int batchSize) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("DataLoader: batchSize is " + batchSize + "; expected at least 1");
        }
        this.dataset = dataset;
        this.batchSize = batchSize;
    }

    /** Another order in each epoch, fixed by the seed. */
    public DataLoader shuffle(long withSeed) {
        seed = withSeed;
        nextOrder = null;
        return this;
    }

    /** Leaves out a last batch that is not full. */
    public DataLoader dropLast() {
        dropLast = true;
        return this;
    }

    /**
     * Uses the arrays of a batch again: its tensors are valid until the next batch is taken, and using them later is an
     * error.
     */
    public DataLoader recycle() {
        recycle = true;
        return this;
    }

    /** How many batches are gathered ahead; 0 gathers each when it is asked for, on the caller's thread. */
    public DataLoader prefetch(int batches) {
        if (batches < 0) {
            throw new IllegalArgumentException("DataLoader: prefetch is " + batches + "; expected at least 0");
        }
        prefetch = batches;
        return this;
    }

    /** The number of batches of an epoch. */
    public int batches() {
        int size = dataset.size();
        return dropLast ? size / batchSize : Math.ceilDiv(size, batchSize);
    }

    /** The next epoch. */
    @Override
    public Iterator<Batch> iterator() {
        moveOn();
        newest = new Epoch(takeOrder(), firstBatch);
        return newest;
    }

    /** This epoch's order, which was made while the one before ran; the next one's is begun. */
    private int[] takeOrder() {
        var prepared = nextOrder;
        var order = prepared != null && prepared.epoch == epoch ? prepared.indices.join() : order(epoch);
        if (seed != null && prefetch > 0) {
            long next = epoch + 1;
            nextOrder = new Order(next, CompletableFuture.supplyAsync(() -> order(next)));
        }
        return order;
    }

    /** Counts the newest iteration, whether it was walked to its end or left. */
    private void moveOn() {
        if (newest != null) {
            newest = null;
            epoch++;
            firstBatch = 0;
        }
    }

    private int[] order(long ofEpoch) {
        int size = dataset.size();
        if (seed != null) {
            return new Generator(seed).fork(ofEpoch).randperm(size).toIntArray();
        }
        var order = new int[size];
        Arrays.setAll(order, i -> i);
        return order;
    }

    /** {@code epoch}: the number of the newest iteration, and {@code batch}: how many batches were taken of it. */
    @Override
    public Map<String, Tensor> stateDict() {
        boolean ended = newest != null && !newest.hasMore();
        long at = ended ? epoch + 1 : epoch;
        int batch = newest == null ? firstBatch : ended ? 0 : newest.taken;
        return Map.of("epoch", Tensor.of(at), "batch", Tensor.of((long) batch));
    }

    @Override
    public void loadStateDict(Map<String, Tensor> state) {
        var savedEpoch = state.get("epoch");
        var savedBatch = state.get("batch");
        if (savedEpoch == null
                || savedBatch == null
                || state.size() != 2
                || !isIndex(savedEpoch)
                || !isIndex(savedBatch)
                || savedBatch.itemLong() > batches()) {
            throw new StateException("DataLoader: the state does not fit: expected 'epoch' and 'batch', the latter at"
                    + " most " + batches() + ", and nothing else");
        }
        newest = null;
        epoch = savedEpoch.itemLong();
        firstBatch = (int) savedBatch.itemLong();
    }

    private static boolean isIndex(Tensor tensor) {
        return tensor.dtype() == DType.I64 && tensor.elements() == 1 && tensor.itemLong() >= 0;
    }

    private static Executor gatherer() {
        var executor = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            var thread = new Thread(task, "lanewise-data");
            thread.setDaemon(true);
            return thread;
        });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** One walk over the data. Each gathering is a task of its own, so that a walk that is left leaves no thread. */
    private final class Epoch implements Iterator<Batch> {
        private final int[] order;
        private final int end = batches();
        private final ArrayDeque<CompletableFuture<Batch>> ahead = new ArrayDeque<>();
        private int requested;
        private int taken;
        private @Nullable Batch current;

        Epoch(int[] order, int first) {
            this.order = order;
            requested = first;
            taken = first;
        }

        boolean hasMore() {
            return taken < end;
        }

        @Override
        public boolean hasNext() {
            if (!hasMore()) {
                releaseCurrent();
            }
            return hasMore();
        }

        @Override
        public Batch next() {
            if (!hasMore()) {
                throw new NoSuchElementException("the epoch has " + end + " batches");
            }
            releaseCurrent();
            while (requested < end && requested <= taken + prefetch) {
                int number = requested++;
                ahead.add(
                        prefetch == 0
                                ? CompletableFuture.completedFuture(gather(number))
                                : CompletableFuture.supplyAsync(() -> gather(number), GATHERER));
            }
            var batch = await(ahead.remove());
            taken++;
            current = batch;
            return batch;
        }

        private Batch gather(int number) {
            int from = number * batchSize;
            try (var _ = Scope.suspend()) {
                return dataset.gather(Arrays.copyOfRange(order, from, Math.min(from + batchSize, order.length)));
            }
        }

        private void releaseCurrent() {
            if (recycle && current != null) {
                Scope.release(current.inputs());
                Scope.release(current.targets());
            }
            current = null;
        }
    }

    private static Batch await(CompletableFuture<Batch> batch) {
        try {
            return batch.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw e;
            }
        }
    }
}
