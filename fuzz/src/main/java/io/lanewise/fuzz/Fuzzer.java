package io.lanewise.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Feeds changed files to a reader until the time is over: some seconds, or {@code -Dfuzz.minutes}. A case fails when it
 * throws what is not documented, takes more than five seconds of the processor or does not end, or allocates more than it
 * may. What failed is written to {@code target/fuzz}; {@code -Dfuzz.seed} repeats a run, {@code -Dfuzz.case} one case of it.
 */
public final class Fuzzer {
    private static final double MINUTES = Double.parseDouble(System.getProperty("fuzz.minutes", "0.05"));
    private static final long SEED = Long.getLong("fuzz.seed", 1);
    private static final long ONLY = Long.getLong("fuzz.case", -1);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    /** On a busy machine so much may pass while a case computes for five. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int MOST_FAILURES = 25;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final String name;
    private final List<byte[]> seeds;
    private final List<Mutator> mutators;
    private final long mostBytes;
    private final Map<String, String> failures = new LinkedHashMap<>();
    private long cases;
    private long accepted;
    private long slowest;
    private long largest;

    /** What is done with a file. */
    @FunctionalInterface
    public interface Reader {
        void read(byte[] file) throws Exception;
    }

    /**
     * A fuzzer of one kind of files.
     *
     * @param seeds valid files
     * @param mutators which take turns
     * @param mostBytes what a case may allocate
     */
    public Fuzzer(String name, List<byte[]> seeds, List<Mutator> mutators, long mostBytes) {
        this.name = name;
        this.seeds = List.copyOf(seeds);
        this.mutators = List.copyOf(mutators);
        this.mostBytes = mostBytes;
    }

    /**
     * Feeds the reader.
     *
     * @param documented whether an exception is one that the reader's documentation names
     */
    public void run(Reader reader, Predicate<Exception> documented) throws Exception {
        int valid = 0;
        for (var seed : seeds) {
            valid += read(reader, seed, documented).accepted() ? 1 : 0;
        }
        if (2 * valid < seeds.size()) { // a few may meet a deadline on a busy machine
            throw new AssertionError(name + ": only " + valid + " of " + seeds.size() + " seeds are valid files");
        }
        long end = System.nanoTime() + (long) (MINUTES * 60e9);
        var thread =
                Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
        boolean goesOn = true;
        for (long number = Math.max(ONLY, 0); goesOn && failures.size() < MOST_FAILURES; number++) {
            goesOn = tried(number, reader, documented, thread) && ONLY < 0 && System.nanoTime() - end < 0;
        }
        thread.shutdownNow(); // a case that hangs is left alone: nothing can stop it
        var summary = "fuzz: %s: %,d cases, %,d read, the slowest took %d ms, the largest allocated %.1f MB"
                .formatted(name, cases, accepted, slowest / 1_000_000, largest / 1e6);
        System.out.println(summary);
        Files.createDirectories(Path.of("target", "fuzz"));
        Files.writeString(Path.of("target", "fuzz", name + ".txt"), summary + "\n");
        if (!failures.isEmpty()) {
            throw new AssertionError(summary + "\n" + String.join("\n", failures.values()));
        }
    }

    /** Runs one case; false when the thread is still at it. */
    private boolean tried(long number, Reader reader, Predicate<Exception> documented, ExecutorService thread)
            throws IOException, InterruptedException {
        var file = file(number);
        var result = thread.submit(() -> read(reader, file, documented));
        cases++;
        try {
            judge(number, file, result.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
            return true;
        } catch (TimeoutException _) {
            fail(number, file, "does not end", stack());
            return false;
        } catch (ExecutionException e) {
            var cause = Objects.requireNonNull(e.getCause());
            fail(number, file, describe(cause), trace(cause));
            return true;
        }
    }

    private byte[] file(long number) {
        var random = new Random(SEED * 0x9E3779B97F4A7C15L + number);
        var seed = seeds.get(random.nextInt(seeds.size()));
        var other = seeds.get(random.nextInt(seeds.size()));
        return mutators.get((int) (number % mutators.size())).mutate(seed, other, random);
    }

    /** What a case took. */
    private record Outcome(boolean accepted, long nanos, long bytes) {}

    private static Outcome read(Reader reader, byte[] file, Predicate<Exception> documented) throws Exception {
        long start = THREADS.getCurrentThreadCpuTime();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        boolean accepted = true;
        try {
            reader.read(file);
        } catch (Exception e) {
            if (!documented.test(e)) {
                throw e;
            }
            if (e.getMessage() == null || e.getMessage().isBlank()) {
                throw new AssertionError("an exception without a message", e);
            }
            accepted = false;
        }
        return new Outcome(
                accepted, THREADS.getCurrentThreadCpuTime() - start, THREADS.getCurrentThreadAllocatedBytes() - before);
    }

    private void judge(long number, byte[] file, Outcome outcome) throws IOException {
        accepted += outcome.accepted() ? 1 : 0;
        slowest = Math.max(slowest, outcome.nanos());
        largest = Math.max(largest, outcome.bytes());
        if (outcome.nanos() > LONGEST.toNanos()) {
            fail(number, file, "takes more than " + LONGEST, ": " + outcome.nanos() + " ns");
        }
        if (outcome.bytes() > mostBytes) {
            fail(number, file, "allocates more than " + mostBytes + " bytes", ": " + outcome.bytes());
        }
    }

    /** Notes the first failure of each kind. */
    private void fail(long number, byte[] file, String kind, String details) throws IOException {
        if (failures.putIfAbsent(
                        kind, name + ", -Dfuzz.seed=" + SEED + " -Dfuzz.case=" + number + ": " + kind + details)
                == null) {
            var folder = Files.createDirectories(Path.of("target", "fuzz"));
            Files.write(folder.resolve(name + "-" + SEED + "-" + number), file);
        }
    }

    /** Failures of one class that come from one place are one kind. */
    private static String describe(Throwable failure) {
        return failure.getClass().getName()
                + Arrays.stream(failure.getStackTrace())
                        .filter(frame -> frame.getClassName().startsWith("io.lanewise."))
                        .limit(1)
                        .map(frame -> " at " + frame)
                        .collect(Collectors.joining());
    }

    private static String trace(Throwable failure) {
        return ": " + failure.getMessage() + lines(failure.getStackTrace())
                + (failure.getCause() == null ? "" : "\n  caused by " + failure.getCause() + trace(failure.getCause()));
    }

    private static String stack() {
        return Thread.getAllStackTraces().values().stream()
                .filter(frames -> Arrays.stream(frames)
                        .anyMatch(frame -> frame.getMethodName().equals("read")
                                && frame.getClassName().equals(Fuzzer.class.getName())))
                .map(Fuzzer::lines)
                .collect(Collectors.joining());
    }

    private static String lines(StackTraceElement[] frames) {
        return Arrays.stream(frames).limit(25).map(frame -> "\n    at " + frame).collect(Collectors.joining());
    }
}
