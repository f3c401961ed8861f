package io.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PoolTest {
    @Test
    void everyTaskRunsExactlyOnce() {
        for (int round = 0; round < 2_000; round++) {
            AtomicIntegerArray runs = new AtomicIntegerArray(round % 37);
            Pool.run(runs.length(), runs::incrementAndGet);
            for (int i = 0; i < runs.length(); i++) {
                assertThat(runs.get(i)).isOne();
            }
        }
    }

    @Test
    void rangesCoverEverythingOnceAndNoneIsSmallerThanTheGrain() {
        for (long n : new long[] {0, 1, 63, 64, 65, 1_000, 1L << 40, Long.MAX_VALUE}) {
            for (long grain : new long[] {1, 16, 64, 1_000}) {
                ConcurrentSkipListMap<Long, Long> parts = new ConcurrentSkipListMap<>();
                Pool.ranges(n, grain, parts::put);
                long at = 0;
                for (var part : parts.entrySet()) {
                    assertThat(part.getKey()).isEqualTo(at);
                    at = part.getValue();
                    assertThat(at - part.getKey() >= grain - 16 || parts.size() == 1)
                            .isTrue();
                }
                assertThat(at).isEqualTo(n);
                assertThat(parts.size()).isLessThanOrEqualTo(Pool.threads());
            }
        }
    }

    @Test
    void aNestedCallRunsOnTheThreadThatMadeIt() {
        Pool.run(8, i -> {
            Thread outer = Thread.currentThread();
            Pool.run(8, j -> assertThat(Thread.currentThread()).isSameAs(outer));
        });
    }

    @Test
    void aCallWhileThePoolIsBusyRunsOnItsOwnThreadWithoutWaiting() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread first = Thread.ofPlatform()
                .start(() -> Pool.run(Pool.threads() * 4, i -> {
                    busy.countDown();
                    await(release);
                }));
        await(busy);
        Set<Thread> seen = ConcurrentHashMap.newKeySet();
        Pool.run(16, i -> seen.add(Thread.currentThread()));
        assertThat(seen).containsExactly(Thread.currentThread());
        release.countDown();
        first.join();
    }

    @Test
    void whatATaskThrowsReachesTheCallerAndThePoolServesOn() {
        for (int round = 0; round < 200; round++) {
            int bad = round % 8;
            assertThatThrownBy(() -> Pool.run(8, i -> {
                        if (i == bad) {
                            throw new IllegalStateException("task " + i);
                        }
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("task " + bad);
        }
        AtomicInteger runs = new AtomicInteger();
        Pool.run(8, i -> runs.incrementAndGet());
        assertThat(runs).hasValue(8);
    }

    @Test
    void manyVirtualThreadsMayCallAtOnce() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> sums = new ArrayList<>();
            for (int t = 0; t < 500; t++) {
                sums.add(executor.submit(() -> {
                    long[] squares = new long[100];
                    Pool.run(100, i -> squares[i] = (long) i * i);
                    long sum = 0;
                    for (long square : squares) {
                        sum += square;
                    }
                    return sum;
                }));
            }
            for (Future<Long> sum : sums) {
                assertThat(sum.get(30, TimeUnit.SECONDS)).isEqualTo(328_350);
            }
        }
    }

    @Test
    void aLimitHoldsWithinItsActionOnly() {
        int before = Pool.threads();
        Pool.limit(1, () -> {
            assertThat(Pool.threads()).isOne();
            Pool.limit(2, () -> assertThat(Pool.threads()).isOne());
            Set<Thread> seen = ConcurrentHashMap.newKeySet();
            Pool.run(64, i -> seen.add(Thread.currentThread()));
            assertThat(seen).containsExactly(Thread.currentThread());
        });
        assertThat(Pool.threads()).isEqualTo(before);
        assertThatThrownBy(() -> Pool.limit(0, () -> {})).hasMessageContaining("expected at least 1");
    }

    @Test
    void anInterruptedCallerStillWaitsForAllTasksAndStaysInterrupted() {
        AtomicInteger ended = new AtomicInteger();
        Thread.currentThread().interrupt();
        Pool.run(4, i -> {
            long until = System.nanoTime() + 2_000_000;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            ended.incrementAndGet();
        });
        assertThat(ended).hasValue(4);
        assertThat(Thread.interrupted()).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
