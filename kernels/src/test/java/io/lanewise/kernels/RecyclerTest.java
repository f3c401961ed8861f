package io.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.kernels.Recycler.Shelves;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RecyclerTest {
    @Test
    void anArrayThatWasGivenIsTakenAgainByTypeAndLength() {
        Shelves shelves = new Shelves(1 << 20);
        float[] array = new float[1_000];
        shelves.give(array, float.class, 1_000);
        assertThat(shelves.take(int.class, 1_000)).isNull();
        assertThat(shelves.take(float.class, 1_001)).isNull();
        assertThat(shelves.take(float.class, 1_000)).isSameAs(array);
        assertThat(shelves.take(float.class, 1_000)).isNull();
    }

    @Test
    void onlyArraysThatWereNotKeptCountAsFresh() {
        long before = Recycler.freshBytes();
        float[] array = Recycler.floats(54_321);
        assertThat(Recycler.freshBytes() - before).isEqualTo(4L * 54_321);
        Recycler.give(array);
        assertThat(Recycler.floats(54_321)).isSameAs(array);
        assertThat(Recycler.freshBytes() - before).isEqualTo(4L * 54_321);
    }

    @Test
    void theLimitHoldsAndTheLengthUnusedForLongestGoesFirst() {
        Shelves shelves = new Shelves(4_000);
        shelves.give(new byte[1_000], byte.class, 1_000);
        shelves.give(new byte[2_000], byte.class, 2_000);
        shelves.give(new byte[1_500], byte.class, 1_500);
        assertThat(shelves.keptBytes()).isEqualTo(3_500);
        assertThat(shelves.take(byte.class, 1_000)).isNull();
        assertThat(shelves.take(byte.class, 2_000)).isNotNull();
        shelves.give(new byte[4_001], byte.class, 4_001);
        assertThat(shelves.keptBytes()).isEqualTo(1_500);
        shelves.clear();
        assertThat(shelves.keptBytes()).isZero();
    }

    @Test
    void lengthsThatNeverReturnDoNotPileUp() {
        Shelves shelves = new Shelves(1 << 20);
        for (int n = 1_000; n < 20_000; n++) {
            shelves.give(new byte[n], byte.class, n);
            assertThat(shelves.keptBytes()).isLessThanOrEqualTo(1 << 20);
        }
        assertThat(shelves.take(byte.class, 19_999)).isNotNull();
        assertThat(shelves.take(byte.class, 1_000)).isNull();
    }

    @Test
    void shortArraysAreNotKept() {
        byte[] small = new byte[Recycler.SMALLEST - 1];
        Recycler.give(small);
        assertThat(Recycler.take(byte.class, small.length)).isNotSameAs(small);
    }

    @Test
    void noTwoTakersHoldTheSameArray() {
        Set<Object> held = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
        AtomicInteger shared = new AtomicInteger();
        Pool.run(64, task -> {
            for (int i = 0; i < 500; i++) {
                Object array = Recycler.take(double.class, 300 + i % 3);
                if (!held.add(array)) {
                    shared.incrementAndGet();
                }
                held.remove(array);
                Recycler.give(array);
            }
        });
        assertThat(shared).hasValue(0);
    }

    @Test
    void onlyPrimitiveArraysAreHandedOut() {
        assertThatThrownBy(() -> Recycler.take(String.class, 1_000)).hasMessageContaining("primitive");
    }
}
