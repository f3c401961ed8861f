package io.lanewise.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** A small data set: images with some noise and a bright bar, whose height is the class. */
final class Bars {
    private Bars() {}

    static Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        write(folder, "train", 200);
        write(folder, "t10k", 50);
        return folder;
    }

    private static void write(Path folder, String part, int count) throws IOException {
        var random = new Random(count);
        var images = ByteBuffer.allocate(16 + count * 784)
                .putInt(0x803)
                .putInt(count)
                .putInt(28)
                .putInt(28);
        var labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
        for (int i = 0; i < count; i++) {
            int label = i % 10;
            labels.put((byte) label);
            for (int pixel = 0; pixel < 784; pixel++) {
                boolean bar = pixel / 28 / 3 == label;
                images.put((byte) (random.nextInt(60) + (bar ? 180 : 0)));
            }
        }
        Files.write(folder.resolve(part + "-images-idx3-ubyte"), images.array());
        Files.write(folder.resolve(part + "-labels-idx1-ubyte"), labels.array());
    }
}
