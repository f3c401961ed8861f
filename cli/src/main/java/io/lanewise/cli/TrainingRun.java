package io.lanewise.cli;

import io.lanewise.datasets.FashionMnist;
import io.lanewise.kernels.Pool;
import java.io.IOException;
import java.io.PrintWriter;

/** A training with all that surrounds it: the lines that it prints, its checkpoints, its results. */
record TrainingRun(
        Settings settings,
        FashionMnist images,
        Training training,
        Output output,
        Interruption interruption,
        PrintWriter console) {
    private static final System.Logger LOG = System.getLogger("io.lanewise.cli");

    /** Trains until {@code epochs} epochs are done, those before a checkpoint included. */
    void run(int epochs) throws IOException {
        output.create();
        console.println("Network: %d -> %d -> %d, %d parameters; seed %d, %s"
                .formatted(
                        ImageClassifier.PIXELS,
                        settings.hidden(),
                        ImageClassifier.CLASSES,
                        training.model().parameterCount(),
                        settings.seed(),
                        Pool.threads() == 1 ? "1 thread" : Pool.threads() + " threads"));
        var metrics = training.metrics();
        for (int epoch = 0; epoch < metrics.epochs().size(); epoch++) {
            print(epoch + 1, metrics.epochs().get(epoch));
        }
        Accuracy accuracy = null;
        // Even a run that ends in its first epoch can be resumed, and not an earlier run in its place.
        save();
        while (metrics.epochs().size() < epochs) {
            if (!runEpoch(metrics.epochs().size() + 1)) {
                save();
                return;
            }
            accuracy = ImageClassifier.evaluate(training.model(), images.test());
            print(metrics.epochs().size() + 1, training.finishEpoch(accuracy.total()));
            save();
        }
        finish(accuracy != null ? accuracy : ImageClassifier.evaluate(training.model(), images.test()));
    }

    private boolean runEpoch(int number) {
        try (var progress = new Progress("Epoch " + number, training.batches(), training.batchesDone())) {
            return training.epoch(progress::step, interruption::isRequested);
        }
    }

    private void print(int number, Metrics.Epoch epoch) {
        console.println("Epoch: %d Loss: %.3f Accuracy: %.3f Time: %.2f s"
                .formatted(number, epoch.loss(), epoch.accuracy(), epoch.seconds()));
    }

    private void save() throws IOException {
        var checkpoint = training.checkpoint();
        settings.writeTo(checkpoint);
        checkpoint.save(output.checkpoint());
        int done = training.metrics().epochs().size();
        interruption.lastCheckpoint("The last good checkpoint is %s, after epoch %d%s; go on with --resume --out %s"
                .formatted(
                        output.checkpoint(),
                        done,
                        training.batchesDone() == 0
                                ? ""
                                : " and %d of %d batches".formatted(training.batchesDone(), training.batches()),
                        output.folder()));
    }

    private void finish(Accuracy accuracy) throws IOException {
        int epochs = training.metrics().epochs().size();
        ImageClassifier.save(output.model(), training.model(), settings, epochs);
        training.metrics().write(output.metrics(), settings, images.description(), accuracy);
        accuracy.printByClass(console);
        console.println("Accuracy: " + accuracy);
        console.println("Wrote " + output.model() + " and " + output.metrics());
        draw();
    }

    /** The chart comes last: where the system has no fonts it cannot be drawn, and all else is there. */
    private void draw() {
        try {
            TrainingChart.write(output.chart(), training.metrics().epochs(), "Training on " + images.name());
            console.println("Wrote " + output.chart());
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} could not be drawn ({1}); on a system without fonts, install some, for example DejaVu",
                    output.chart(),
                    Failures.oneLine(e.toString()));
        }
    }
}
