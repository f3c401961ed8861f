package io.lanewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lanewise.datasets.FashionMnist;
import io.lanewise.kernels.Recycler;
import io.lanewise.nn.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
    @TempDir
    private Path folder;

    private FashionMnist images;
    private Settings settings;

    @BeforeEach
    void writeData() throws IOException {
        images = FashionMnist.from(Bars.write(folder.resolve("data")));
        settings = new Settings("bars", 128, 16, 0.05, 1);
    }

    private static boolean epoch(Training training) {
        return training.epoch(() -> {}, () -> false);
    }

    @Test
    void aTrainingStoppedWithinAnEpochGoesOnToTheBit() throws IOException {
        var whole = new Training(settings, images.train());
        assertThat(epoch(whole)).isTrue();

        var first = new Training(settings, images.train());
        assertThat(first.epoch(() -> {}, () -> first.batchesDone() == 5)).isFalse();
        first.checkpoint().save(folder.resolve("stopped"));
        var second = new Training(settings, images.train());
        second.restore(Checkpoint.load(folder.resolve("stopped")));
        assertThat(second.batchesDone()).isEqualTo(5);
        assertThat(epoch(second)).isTrue();

        assertThat(second.finishEpoch(0).loss()).isEqualTo(whole.finishEpoch(0).loss());
        var expected = whole.model().stateDict();
        second.model().stateDict().forEach((name, tensor) -> assertThat(tensor.toFloatArray())
                .isEqualTo(expected.get(name).toFloatArray()));
    }

    @Test
    void theLossFallsAndTheNetworkLearns() {
        var training = new Training(settings, images.train());
        epoch(training);
        double first = training.finishEpoch(0).loss();
        for (int i = 0; i < 10; i++) {
            epoch(training);
        }
        assertThat(training.finishEpoch(0).loss()).isLessThan(first / 4);
        assertThat(ImageClassifier.evaluate(training.model(), images.test()).total())
                .isGreaterThan(0.95);
    }

    @Test
    void afterTheFirstEpochNothingLargeIsAllocated() {
        var training = new Training(settings, images.train());
        for (int i = 0; i < 2; i++) {
            epoch(training);
            ImageClassifier.evaluate(training.model(), images.test());
        }
        long before = Recycler.freshBytes();
        epoch(training);
        ImageClassifier.evaluate(training.model(), images.test());
        assertThat(Recycler.freshBytes() - before).isLessThan(64 << 10);
    }
}
