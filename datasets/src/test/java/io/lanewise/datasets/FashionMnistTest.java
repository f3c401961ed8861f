package io.lanewise.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FashionMnistTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void writeWholeFiles() throws IOException {
        IdxFiles.gzip(folder.resolve("train-images-idx3-ubyte.gz"), IdxFiles.images(3));
        IdxFiles.gzip(folder.resolve("train-labels-idx1-ubyte.gz"), IdxFiles.labels(0, 9, 4));
        Files.write(folder.resolve("t10k-images-idx3-ubyte"), IdxFiles.images(2));
        Files.write(folder.resolve("t10k-labels-idx1-ubyte"), IdxFiles.labels(1, 2));
    }

    private void assertRefused(String... parts) {
        assertThatThrownBy(() -> FashionMnist.from(folder))
                .isInstanceOf(DatasetException.class)
                .hasMessageContainingAll(parts);
    }

    @Test
    void theEmbeddedSubsetHasAsManyImagesOfEachClass() throws IOException {
        var images = FashionMnist.embedded();
        assertThat(countOfEachClass(images.train())).containsOnly(600);
        assertThat(countOfEachClass(images.test())).containsOnly(100);
        assertThat(images.description())
                .isEqualTo("an embedded subset of Fashion-MNIST: 6000 training and 1000 test images");
    }

    private static int[] countOfEachClass(ImageDataset images) {
        var counts = new int[10];
        for (int i = 0; i < images.size(); i++) {
            counts[images.label(i)]++;
        }
        return counts;
    }

    @Test
    void aFolderMayHavePlainAndCompressedFiles() throws IOException {
        var images = FashionMnist.from(folder);
        assertThat(images.train().size()).isEqualTo(3);
        assertThat(images.test().size()).isEqualTo(2);
        assertThat(images.train().label(1)).isEqualTo(9);
    }

    @Test
    void aBatchHasThePixelsDividedBy255() throws IOException {
        var batch = FashionMnist.from(folder).train().gather(new int[] {2, 0});
        assertThat(batch.inputs().shape().toArray()).containsExactly(2, 28, 28);
        var pixels = batch.inputs().toFloatArray();
        for (int i = 0; i < 784; i++) {
            assertThat(pixels[i]).isEqualTo((2 * 784 + i & 0xff) / 255f);
            assertThat(pixels[784 + i]).isEqualTo((i & 0xff) / 255f);
        }
        assertThat(batch.targets().toLongArray()).containsExactly(4, 0);
    }

    @Test
    void anImageThatIsNotThereIsRefused() throws IOException {
        var train = FashionMnist.from(folder).train();
        assertThatThrownBy(() -> train.gather(new int[] {3})).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void labelsMustBeClasses() throws IOException {
        Files.write(folder.resolve("t10k-labels-idx1-ubyte"), IdxFiles.labels(1, 10));
        assertRefused("t10k-labels-idx1-ubyte", "label 10 of image 1", "expected 0 to 9");
        Files.write(folder.resolve("t10k-labels-idx1-ubyte"), IdxFiles.labels(255, 1));
        assertRefused("label 255 of image 0");
    }

    @Test
    void eachImageMustHaveALabel() throws IOException {
        Files.write(folder.resolve("t10k-labels-idx1-ubyte"), IdxFiles.labels(1, 2, 3));
        assertRefused("t10k-labels-idx1-ubyte", "3 labels", "2 images");
    }

    @Test
    void imagesAndLabelsMustNotBeConfused() throws IOException {
        Files.write(folder.resolve("t10k-labels-idx1-ubyte"), IdxFiles.images(2));
        assertRefused("t10k-labels-idx1-ubyte", "0x00000803", "0x00000801");
    }

    @Test
    void imagesMustHaveTheRightSize() throws IOException {
        Files.write(
                folder.resolve("t10k-images-idx3-ubyte"),
                IdxFiles.idx(0x803, new int[] {2, 2, 2}, new byte[] {1, 2, 3, 4, 5, 6, 7, 8}));
        assertRefused("images of 2 x 2", "expected 28 x 28");
    }

    @Test
    void missingFilesAndFoldersAreNamed() throws IOException {
        Files.delete(folder.resolve("t10k-images-idx3-ubyte"));
        assertRefused("t10k-images-idx3-ubyte.gz", "no such file");
        assertThatThrownBy(() -> FashionMnist.from(folder.resolve("elsewhere"))).hasMessageContaining("no such folder");
    }
}
