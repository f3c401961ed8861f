package io.lanewise.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.nn.StateException;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.ShapeException;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class DataLoaderTest {
    private static final Dataset TEN =
            new TensorDataset(Tensor.arange(20).to(DType.F32).reshape(10, 2), Tensor.arange(10));

    private static List<Long> targets(Iterator<Batch> batches) {
        var all = new ArrayList<Long>();
        while (batches.hasNext()) {
            addTargets(all, batches.next());
        }
        return all;
    }

    private static void addTargets(List<Long> all, Batch batch) {
        for (long target : batch.targets().toLongArray()) {
            all.add(target);
        }
    }

    @Test
    void withoutShufflingTheOrderIsTheDataSets() {
        var loader = new DataLoader(TEN, 4);
        var sizes = new ArrayList<Integer>();
        for (var batch : loader) {
            sizes.add(batch.size());
        }
        assertThat(sizes).containsExactly(4, 4, 2);
        assertThat(targets(loader.iterator())).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    }

    @Test
    void inputsAndTargetsStayTogether() {
        for (var batch : new DataLoader(TEN, 3).shuffle(7)) {
            var inputs = batch.inputs().toFloatArray();
            var labels = batch.targets().toLongArray();
            for (int i = 0; i < labels.length; i++) {
                assertThat(inputs[2 * i]).isEqualTo(2f * labels[i]);
            }
        }
    }

    @Test
    void eachEpochHasEveryExampleOnceInAnotherOrder() {
        var loader = new DataLoader(TEN, 4).shuffle(1);
        var first = targets(loader.iterator());
        var second = targets(loader.iterator());
        assertThat(first).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
        assertThat(second).containsExactlyInAnyOrderElementsOf(first).isNotEqualTo(first);
    }

    @Test
    void theOrderDependsOnTheSeedAndTheEpochOnly() {
        var walked = new DataLoader(TEN, 4).shuffle(1);
        targets(walked.iterator());
        var left = new DataLoader(TEN, 2).shuffle(1).prefetch(0);
        left.iterator().next();
        assertThat(targets(left.iterator())).isEqualTo(targets(walked.iterator()));
        assertThat(targets(new DataLoader(TEN, 4).shuffle(2).iterator()))
                .isNotEqualTo(targets(new DataLoader(TEN, 4).shuffle(1).iterator()));
    }

    @Test
    void aLoadedStateGoesOnWithTheNextBatch() {
        var loader = new DataLoader(TEN, 3).shuffle(1);
        targets(loader.iterator());
        var batches = loader.iterator();
        batches.next();
        var state = loader.stateDict();
        var rest = targets(batches);
        var afterwards = targets(loader.iterator());

        var resumed = new DataLoader(TEN, 3).shuffle(1);
        resumed.loadStateDict(state);
        assertThat(targets(resumed.iterator())).isEqualTo(rest);
        assertThat(targets(resumed.iterator())).isEqualTo(afterwards);
    }

    @Test
    void theStateAfterAnEpochIsTheStartOfTheNext() {
        var loader = new DataLoader(TEN, 3).shuffle(1);
        targets(loader.iterator());
        var state = loader.stateDict();
        assertThat(state.get("epoch").itemLong()).isEqualTo(1);
        assertThat(state.get("batch").itemLong()).isZero();
    }

    @Test
    void aStateOutOfRangeIsRefused() {
        var loader = new DataLoader(TEN, 3);
        assertThatThrownBy(() -> loader.loadStateDict(Map.of("epoch", Tensor.of(1L), "batch", Tensor.of(5L))))
                .isInstanceOf(StateException.class);
        assertThatThrownBy(() -> loader.loadStateDict(Map.of("epoch", Tensor.of(-1L), "batch", Tensor.of(0L))))
                .isInstanceOf(StateException.class);
    }

    @Test
    void aLastBatchThatIsNotFullCanBeLeftOut() {
        var loader = new DataLoader(TEN, 4).dropLast();
        assertThat(loader.batches()).isEqualTo(2);
        assertThat(targets(loader.iterator())).hasSize(8);
    }

    @Test
    void aRecycledBatchIsRefusedAfterTheNextWasTaken() {
        var batches = new DataLoader(TEN, 4).recycle().iterator();
        var first = batches.next();
        assertThat(first.targets().toLongArray()).containsExactly(0, 1, 2, 3);
        batches.next();
        assertThatThrownBy(() -> first.inputs().sum())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("recycled batch");
    }

    @Test
    void withoutRecyclingBatchesStay() {
        var batches = new DataLoader(TEN, 4).iterator();
        var first = batches.next();
        batches.next();
        assertThat(first.targets().toLongArray()).containsExactly(0, 1, 2, 3);
    }

    @Test
    void aFailureWhileGatheringReachesTheCaller() {
        var broken = new Dataset() {
            @Override
            public int size() {
                return 3;
            }

            @Override
            public Batch gather(int[] indices) {
                throw new IllegalStateException("no such picture");
            }
        };
        assertThatThrownBy(() -> new DataLoader(broken, 1).iterator().next()).hasMessage("no such picture");
    }

    @Test
    void anEndedEpochHasNoMoreBatches() {
        var batches = new DataLoader(TEN, 10).iterator();
        batches.next();
        assertThat(batches.hasNext()).isFalse();
        assertThatThrownBy(batches::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void tensorsOfDifferentLengthAreNoDataSet() {
        assertThatThrownBy(() -> new TensorDataset(Tensor.zeros(3), Tensor.zeros(2)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[3]")
                .hasMessageContaining("[2]");
    }
}
