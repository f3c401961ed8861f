package io.lanewise.cli;

import io.lanewise.datasets.ImageDataset;
import io.lanewise.nn.Checkpoint;
import io.lanewise.nn.CrossEntropyLoss;
import io.lanewise.nn.Loss;
import io.lanewise.nn.Module;
import io.lanewise.nn.StateException;
import io.lanewise.nn.Stateful;
import io.lanewise.nn.data.DataLoader;
import io.lanewise.nn.optim.Optimizer;
import io.lanewise.nn.optim.SGD;
import io.lanewise.tensor.Scope;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The training loop, which can be left after any batch and gone on with from a checkpoint. */
final class Training {
    private final Module model;
    private final Loss criterion = new CrossEntropyLoss();
    private final Optimizer optimizer;
    private final DataLoader loader;
    private final Metrics metrics = new Metrics();
    private final Running running = new Running();

    Training(Settings settings, ImageDataset images) {
        model = ImageClassifier.create(settings.hidden(), new Generator(settings.seed()));
        optimizer = new SGD(model.parameters(), settings.lr()).momentum(0.9);
        loader = new DataLoader(images, settings.batchSize())
                .shuffle(settings.seed())
                .recycle();
    }

    Module model() {
        return model;
    }

    Metrics metrics() {
        return metrics;
    }

    int batches() {
        return loader.batches();
    }

    /** How many batches of the epoch under way were used. */
    int batchesDone() {
        return running.batches;
    }

    /**
     * Goes over the images once, or over what is left of an epoch that was stopped.
     *
     * @param stop asked after each batch
     * @return whether the epoch has ended
     */
    boolean epoch(Runnable afterBatch, BooleanSupplier stop) {
        model.train();
        long start = System.nanoTime();
        for (var batch : loader) {
            try (var _ = Scope.open()) {
                var loss = criterion.forward(model.forward(batch.inputs()), batch.targets());
                optimizer.zeroGrad();
                loss.backward();
                optimizer.step();
                running.add(loss.item());
            }
            afterBatch.run();
            if (stop.getAsBoolean()) {
                break;
            }
        }
        running.seconds += (System.nanoTime() - start) / 1e9;
        return running.batches == loader.batches();
    }

    /** Enters the epoch that has ended into the metrics. */
    Metrics.Epoch finishEpoch(double accuracy) {
        var epoch = new Metrics.Epoch(running.lossSum / running.batches, accuracy, running.seconds);
        metrics.add(epoch);
        running.reset();
        return epoch;
    }

    /** All that is needed to go on to the last bit. */
    Checkpoint checkpoint() {
        return new Checkpoint()
                .put("model", model)
                .put("optimizer", optimizer)
                .put("loader", loader)
                .put("running", running)
                .put("metrics", metrics);
    }

    void restore(Checkpoint checkpoint) {
        checkpoint
                .restore("model", model)
                .restore("optimizer", optimizer)
                .restore("loader", loader)
                .restore("running", running)
                .restore("metrics", metrics);
    }

    /** Sums over the batches of the epoch under way. */
    private static final class Running implements Stateful {
        private double lossSum;
        private int batches;
        private double seconds;

        void add(double loss) {
            lossSum += loss;
            batches++;
        }

        void reset() {
            lossSum = 0;
            batches = 0;
            seconds = 0;
        }

        @Override
        public Map<String, Tensor> stateDict() {
            return Map.of("sums", Tensor.of(lossSum, batches, seconds));
        }

        @Override
        public void loadStateDict(Map<String, Tensor> state) {
            var sums = state.get("sums");
            if (sums == null || sums.elements() != 3) {
                throw new StateException("checkpoint: expected 3 numbers 'running/sums'");
            }
            var numbers = sums.toDoubleArray();
            lossSum = numbers[0];
            batches = (int) numbers[1];
            seconds = numbers[2];
        }
    }
}
