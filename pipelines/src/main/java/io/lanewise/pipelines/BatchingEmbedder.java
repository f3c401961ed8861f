package io.lanewise.pipelines;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets callers on many threads share runs of a model: while one run lasts, the texts that arrive wait, and the next run
 * takes them together. A caller who comes alone waits for nobody. Vectors have the same bits as without it.
 *
 * <p>What waits is bounded: who comes when too many texts wait is refused at once, and who waits too long gives up.
 */
public final class BatchingEmbedder implements AutoCloseable {
    private final SentenceEmbedder embedder;
    private final Limits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<Job> waiting = new ArrayDeque<>();
    private final Thread worker;
    private int waitingTexts;
    private boolean closed;

    /**
     * How much may wait.
     *
     * @param waitingTexts the most texts that wait; of one caller who comes when none do, there may be more
     * @param together the most texts that callers share a run with
     * @param patience how long a caller waits for an answer
     */
    public record Limits(int waitingTexts, int together, Duration patience) {
        /** 512 texts that wait, 64 together, 10 seconds. */
        public static final Limits STANDARD = new Limits(512, 64, Duration.ofSeconds(10));

        public Limits {
            if (waitingTexts < 1 || together < 1 || !patience.isPositive()) {
                throw new IllegalArgumentException("embedder: limits of " + waitingTexts + " waiting texts, " + together
                        + " together and " + patience + "; expected more than 0 of each");
            }
        }
    }

    private record Job(List<String> texts, CompletableFuture<List<SentenceEmbedding>> answer) {}

    /** Starts the thread that runs the model. */
    public BatchingEmbedder(SentenceEmbedder embedder, Limits limits) {
        this.embedder = embedder;
        this.limits = limits;
        this.worker = Thread.ofPlatform().daemon().name("lanewise-embedder").start(this::work);
    }

    /**
     * The texts' vectors, in their order.
     *
     * @throws RejectedExecutionException when too many texts wait already, or this was closed
     * @throws TimeoutException when the answer takes longer than the limits say
     * @throws InterruptedException when the thread was interrupted while it waited
     */
    public List<SentenceEmbedding> embed(List<String> texts) throws InterruptedException, TimeoutException {
        var job = new Job(List.copyOf(texts), new CompletableFuture<>());
        offer(job);
        try {
            return job.answer().get(limits.patience().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            var failure = new TimeoutException("embedder: no answer within " + limits.patience());
            failure.initCause(e);
            throw failure;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("embedder: the run failed: " + e.getCause(), e);
        } finally {
            job.answer().cancel(false); // the worker leaves out a job whose caller has gone
        }
    }

    private void offer(Job job) {
        lock.lock();
        try {
            if (closed) {
                throw new RejectedExecutionException("embedder: closed");
            }
            if (waitingTexts > 0 && waitingTexts + job.texts().size() > limits.waitingTexts()) {
                throw new RejectedExecutionException(
                        "embedder: " + waitingTexts + " texts wait already; expected at most " + limits.waitingTexts());
            }
            waiting.add(job);
            waitingTexts += job.texts().size();
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The texts that wait now. */
    public int waitingTexts() {
        lock.lock();
        try {
            return waitingTexts;
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        for (var jobs = next(); !jobs.isEmpty(); jobs = next()) {
            try {
                run(jobs);
            } catch (Throwable e) { // a caller must hear of it whatever it is
                jobs.forEach(job -> job.answer().completeExceptionally(e));
            }
        }
    }

    /** Waits for jobs, and takes those that fit in a run together; none when this was closed. */
    private List<Job> next() {
        var jobs = new ArrayList<Job>();
        lock.lock();
        try {
            while (jobs.isEmpty()) {
                while (waiting.isEmpty() && !closed) {
                    arrived.awaitUninterruptibly();
                }
                if (waiting.isEmpty()) {
                    return List.of();
                }
                take(jobs);
            }
        } finally {
            lock.unlock();
        }
        return jobs;
    }

    private void take(List<Job> jobs) {
        int texts = 0;
        while (!waiting.isEmpty()) {
            int size = waiting.getFirst().texts().size();
            if (!jobs.isEmpty() && texts + size > limits.together()) {
                return;
            }
            var job = waiting.removeFirst();
            waitingTexts -= size;
            if (!job.answer().isDone()) {
                jobs.add(job);
                texts += size;
            }
        }
    }

    private void run(List<Job> jobs) {
        var texts = jobs.stream().flatMap(job -> job.texts().stream()).toList();
        List<SentenceEmbedding> embeddings;
        try {
            embeddings = embedder.embedWithTokens(texts);
        } catch (RuntimeException e) {
            if (jobs.size() == 1) {
                throw e;
            }
            for (var job : jobs) { // only those at fault shall fail
                runAlone(job);
            }
            return;
        }
        int from = 0;
        for (var job : jobs) {
            int to = from + job.texts().size();
            job.answer().complete(embeddings.subList(from, to));
            from = to;
        }
    }

    private void runAlone(Job job) {
        try {
            job.answer().complete(embedder.embedWithTokens(job.texts()));
        } catch (RuntimeException e) {
            job.answer().completeExceptionally(e);
        }
    }

    /** Refuses what comes from now on, and waits for what was accepted. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            worker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
