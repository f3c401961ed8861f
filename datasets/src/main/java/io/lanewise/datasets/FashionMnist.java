package io.lanewise.datasets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Fashion-MNIST (Xiao, Rasul and Vollgraf, 2017): grey images of 28 x 28 pixels of ten kinds of clothing.
 *
 * @param name where the images come from
 * @param description the same, with their numbers
 */
public record FashionMnist(String name, String description, ImageDataset train, ImageDataset test) {
    /** The names of the classes 0 to 9. */
    public static final List<String> CLASSES = List.of(
            "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot");

    /** Where Debian's package dataset-fashion-mnist puts its files. */
    public static final Path INSTALLED = Path.of("/usr/share/datasets/fashion-mnist");

    /** The pixels of an image's side. */
    public static final int SIDE = 28;

    private static final String TRAIN = "train";
    private static final String TEST = "t10k";

    /** Opens one of the four files and reads it. */
    private interface Source {
        Idx read(String name, int dimensions) throws IOException;

        String place(String name);
    }

    /** The subset that this library carries: of each class the first 600 training and the first 100 test images. */
    public static FashionMnist embedded() throws IOException {
        return load("an embedded subset of Fashion-MNIST", new Source() {
            @Override
            public Idx read(String name, int dimensions) throws IOException {
                try (var in = FashionMnist.class.getResourceAsStream("fashion-mnist/" + name + ".gz")) {
                    if (in == null) {
                        throw new DatasetException(place(name) + ": missing from this build");
                    }
                    return Idx.read(in, place(name), dimensions);
                }
            }

            @Override
            public String place(String name) {
                return "embedded " + name + ".gz";
            }
        });
    }

    /**
     * The full set, where Debian's package dataset-fashion-mnist is installed.
     *
     * @throws DatasetException when it is not
     */
    public static FashionMnist installed() throws IOException {
        if (!Files.isDirectory(INSTALLED)) {
            throw new DatasetException("Fashion-MNIST is not installed: there is no " + INSTALLED
                    + "; install Debian's package dataset-fashion-mnist or name a folder");
        }
        return load("Fashion-MNIST in " + INSTALLED, new Folder(INSTALLED));
    }

    /**
     * Images in a folder with the four files of MNIST's form: train-images-idx3-ubyte, train-labels-idx1-ubyte,
     * t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, plain or with the ending .gz.
     *
     * @throws DatasetException when one is missing, damaged, or does not match the others
     */
    public static FashionMnist from(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new DatasetException(folder + ": no such folder; expected one with the files " + TRAIN
                    + "-images-idx3-ubyte, " + TRAIN + "-labels-idx1-ubyte, " + TEST + "-images-idx3-ubyte and "
                    + TEST + "-labels-idx1-ubyte, plain or .gz");
        }
        return load("IDX files in " + folder, new Folder(folder));
    }

    private record Folder(Path folder) implements Source {
        @Override
        public Idx read(String name, int dimensions) throws IOException {
            return Idx.read(Path.of(place(name)), dimensions);
        }

        @Override
        public String place(String name) {
            var plain = folder.resolve(name);
            return Files.exists(plain) ? plain.toString() : plain + ".gz";
        }
    }

    private static FashionMnist load(String name, Source source) throws IOException {
        var train = part(source, TRAIN);
        var test = part(source, TEST);
        String description = name + ": " + train.size() + " training and " + test.size() + " test images";
        return new FashionMnist(name, description, train, test);
    }

    private static ImageDataset part(Source source, String part) throws IOException {
        String imagesName = part + "-images-idx3-ubyte";
        String labelsName = part + "-labels-idx1-ubyte";
        var labels = source.read(labelsName, 1);
        var images = source.read(imagesName, 3);
        int count = images.sizes()[0];
        if (labels.sizes()[0] != count) {
            throw new DatasetException(source.place(labelsName) + ": " + labels.sizes()[0] + " labels, but "
                    + source.place(imagesName) + " has " + count + " images");
        }
        if (images.sizes()[1] != SIDE || images.sizes()[2] != SIDE) {
            throw new DatasetException(source.place(imagesName) + ": images of " + images.sizes()[1] + " x "
                    + images.sizes()[2] + "; expected " + SIDE + " x " + SIDE);
        }
        checkClasses(source.place(labelsName), labels.bytes());
        return new ImageDataset(images.bytes(), labels.bytes(), SIDE, SIDE);
    }

    private static void checkClasses(String place, byte[] labels) throws DatasetException {
        for (int i = 0; i < labels.length; i++) {
            int label = labels[i] & 0xff;
            if (label >= CLASSES.size()) {
                throw new DatasetException(
                        place + ": label " + label + " of image " + i + "; expected 0 to " + (CLASSES.size() - 1));
            }
        }
    }
}
