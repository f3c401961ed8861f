package io.lanewise.cli;

import io.lanewise.datasets.FashionMnist;
import io.lanewise.datasets.ImageDataset;
import io.lanewise.nn.Flatten;
import io.lanewise.nn.Linear;
import io.lanewise.nn.Module;
import io.lanewise.nn.ReLU;
import io.lanewise.nn.Sequential;
import io.lanewise.nn.StateException;
import io.lanewise.nn.data.DataLoader;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Scope;
import io.lanewise.tensor.io.Safetensors;
import io.lanewise.tensor.random.Generator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The network for images of clothing: how it is made, judged, and kept in a file. */
final class ImageClassifier {
    static final int PIXELS = FashionMnist.SIDE * FashionMnist.SIDE;
    static final int CLASSES = FashionMnist.CLASSES.size();

    private static final String FORMAT = "lanewise.classifier";
    private static final String VERSION = "1";
    private static final int EVALUATION_BATCH = 1000;

    private ImageClassifier() {}

    /** Images [n, 28, 28] to logits [n, 10]. */
    static Module create(int hidden, Generator generator) {
        return new Sequential(
                new Flatten(),
                new Linear(PIXELS, hidden, generator),
                new ReLU(),
                new Linear(hidden, CLASSES, generator));
    }

    /** How many images of each class there are, and how many of them the model gets right. */
    static Accuracy evaluate(Module model, ImageDataset images) {
        var seen = new int[CLASSES];
        var right = new int[CLASSES];
        model.eval();
        try (var _ = GradMode.noGrad()) {
            for (var batch : new DataLoader(images, EVALUATION_BATCH).recycle()) {
                try (var _ = Scope.open()) {
                    var predicted = model.forward(batch.inputs()).argmax(1).toLongArray();
                    var actual = batch.targets().toLongArray();
                    for (int i = 0; i < actual.length; i++) {
                        int label = (int) actual[i];
                        seen[label]++;
                        right[label] += predicted[i] == label ? 1 : 0;
                    }
                }
            }
        }
        return new Accuracy(seen, right);
    }

    static void save(Path file, Module model, Settings settings, int epochs) throws IOException {
        var metadata = new LinkedHashMap<String, String>();
        metadata.put(FORMAT, VERSION);
        metadata.put("hidden", Integer.toString(settings.hidden()));
        metadata.put("data", settings.data());
        metadata.put("seed", Long.toString(settings.seed()));
        metadata.put("epochs", Integer.toString(epochs));
        Safetensors.write(file, model.stateDict(), metadata);
    }

    /** A model from a file, and what the file says of it. */
    record Saved(Module model, Map<String, String> metadata) {
        /** The data that the model was trained on. */
        String data() {
            return metadata.getOrDefault("data", DataOption.EMBEDDED);
        }
    }

    /** Reads a model; its width is that of its tensors, so that the file's size bounds what is allocated. */
    static Saved load(Path file) throws IOException {
        var content = Safetensors.read(file);
        if (!VERSION.equals(content.metadata().get(FORMAT))) {
            throw new StateException(
                    file + ": no model of 'lanewise train': expected '" + FORMAT + "' in its metadata");
        }
        var weight = content.tensors().get("1.weight");
        if (weight == null || weight.dim() != 2 || weight.size(0) < 1 || weight.size(1) != PIXELS) {
            throw new StateException(file + ": expected a tensor '1.weight' of shape [hidden, " + PIXELS + "]"
                    + (weight == null ? "" : ", not " + weight.shape()));
        }
        var model = create(weight.size(0), new Generator(0));
        try {
            model.loadStateDict(content.tensors());
        } catch (StateException e) {
            throw new StateException(file + ": " + e.getMessage());
        }
        return new Saved(model, content.metadata());
    }
}
