package io.lanewise.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import io.lanewise.tensor.io.InvalidFileException;
import java.awt.Color;
import java.awt.Font;
import java.awt.GraphicsEnvironment;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PP-OCRv4's recognition on lines that Java draws, beside PaddleOCR's steps written plainly over ONNX Runtime. */
class TextRecognitionTest {
    private static final String MODEL = "ch_PP-OCRv4_rec_infer.onnx";
    private static final String DICTIONARY = "ppocr_keys_v1.txt";

    private static Path file;
    private static Path dictionary;
    private static TextRecognition reader;

    @TempDir
    Path folder;

    @BeforeAll
    static void load() throws IOException {
        file = FetchedModels.path(MODEL);
        dictionary = FetchedModels.path(DICTIONARY);
        reader = TextRecognition.load(file, dictionary);
    }

    /** A line of text, with a margin. */
    private static BufferedImage line(String text, int size, Color ink, Color paper, int type) {
        boolean drawn;
        try {
            drawn = GraphicsEnvironment.getLocalGraphicsEnvironment().getAvailableFontFamilyNames().length > 0;
        } catch (RuntimeException | LinkageError e) {
            drawn = false;
        }
        assumeTrue(drawn, "Java finds no fonts here: text cannot be drawn");
        var font = new Font(Font.SANS_SERIF, Font.PLAIN, size);
        var measured = new BufferedImage(1, 1, type).createGraphics().getFontMetrics(font);
        int margin = size / 4;
        var picture =
                new BufferedImage(measured.stringWidth(text) + 2 * margin, measured.getHeight() + 2 * margin, type);
        var canvas = picture.createGraphics();
        canvas.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        canvas.setColor(paper);
        canvas.fillRect(0, 0, picture.getWidth(), picture.getHeight());
        canvas.setColor(ink);
        canvas.setFont(font);
        canvas.drawString(text, margin, margin + measured.getAscent());
        canvas.dispose();
        return picture;
    }

    private static BufferedImage line(String text, int size) {
        return line(text, size, Color.BLACK, Color.WHITE, BufferedImage.TYPE_INT_RGB);
    }

    private static byte[] rgb(BufferedImage picture) {
        int width = picture.getWidth();
        var bytes = new byte[3 * width * picture.getHeight()];
        for (int i = 0; i < bytes.length; i++) {
            int colour = picture.getRGB(i / 3 % width, i / 3 / width);
            bytes[i] = (byte) (colour >> 16 - i % 3 * 8);
        }
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({
        "Hello World, 40",
        "Invoice No. 2026-1129, 32",
        "Total: 1499.95 EUR, 24",
        "the quick brown fox jumps over the lazy dog, 36",
        "7, 40",
        "ABC, 90",
    })
    void textThatWasDrawnIsReadBack(String text, int size) {
        var read = reader.recognize(line(text, size));
        assertThat(read.text()).isEqualTo(text);
        assertThat(read.confidence()).isBetween(0.8f, 1f);
    }

    @Test
    void coloursAndTypesOfPicturesDoNotMatter() {
        var black = reader.recognize(line("Gate B42", 40));
        assertThat(reader.recognize(
                                line("Gate B42", 40, Color.YELLOW, new Color(20, 20, 90), BufferedImage.TYPE_INT_RGB))
                        .text())
                .isEqualTo("Gate B42");
        for (int type :
                new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_4BYTE_ABGR, BufferedImage.TYPE_INT_BGR}) {
            assertThat(reader.recognize(line("Gate B42", 40, Color.BLACK, Color.WHITE, type))
                            .text())
                    .isEqualTo(black.text());
        }
        var transparent = line("Gate B42", 40, Color.BLACK, new Color(0, true), BufferedImage.TYPE_INT_ARGB);
        assertThat(reader.recognize(transparent)).isEqualTo(black);
        var picture = line("Gate B42", 40);
        assertThat(reader.recognize(rgb(picture), picture.getWidth(), picture.getHeight()))
                .isEqualTo(black);
        assertThat(reader.recognize(List.of(picture, transparent))).containsExactly(black, black);
        assertThat(reader.recognize(new byte[3 * 320 * 48], 320, 48)).isEqualTo(new RecognizedText("", 0));
    }

    /** PaddleOCR's steps before the network: 8-bit bilinear scaling, blue first. */
    private static float[] pixels(BufferedImage picture) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        double ratio = (double) width / height;
        int most = Math.max(320, (int) (48 * ratio));
        int scaled = Math.min(most, (int) Math.ceil(48 * ratio));
        int padded = (most + 31) / 32 * 32;
        var input = new float[3 * 48 * padded];
        for (int channel = 0; channel < 3; channel++) {
            for (int y = 0; y < 48; y++) {
                for (int x = 0; x < scaled; x++) {
                    double fromX = Math.clamp((x + 0.5) * width / scaled - 0.5, 0, width - 1);
                    double fromY = Math.clamp((y + 0.5) * height / 48 - 0.5, 0, height - 1);
                    double value = 0;
                    for (int corner = 0; corner < 4; corner++) {
                        int cx = Math.min((int) fromX + corner % 2, width - 1);
                        int cy = Math.min((int) fromY + corner / 2, height - 1);
                        double weight = Math.max(0, 1 - Math.abs(fromX - (int) fromX - corner % 2))
                                * Math.max(0, 1 - Math.abs(fromY - (int) fromY - corner / 2));
                        value += weight * (picture.getRGB(cx, cy) >> 8 * channel & 0xFF);
                    }
                    input[(channel * 48 + y) * padded + x] = (float) ((Math.round(value) / 255.0 - 0.5) / 0.5);
                }
            }
        }
        return input;
    }

    /** A value near the middle between two bytes may be rounded either way. */
    @ParameterizedTest
    @CsvSource({"Hello, 17", "Hello, 48", "'a longer line, which does not fit into three hundred pixels', 61", "., 6"})
    void picturesAreScaledAsPaddleScalesThem(String text, int size) {
        var picture = line(text, size, Color.BLUE, Color.ORANGE, BufferedImage.TYPE_INT_RGB);
        var expected = pixels(picture);
        var given = TextLine.input(TextLine.bgr(picture), picture.getWidth(), picture.getHeight());
        assertThat(given.shape().toArray()).containsExactly(1, 3, 48, expected.length / (3 * 48));
        var values = given.toFloatArray();
        int different = 0;
        for (int i = 0; i < expected.length; i++) {
            float difference = Math.abs(values[i] - expected[i]);
            assertThat(difference).isLessThan(1.001f / 127.5f);
            different += difference > 1e-6 ? 1 : 0;
        }
        assertThat(different).isLessThan(expected.length / 100);
    }

    /** PaddleOCR's steps after the network. */
    private static RecognizedText spelled(float[][] steps) throws IOException {
        var characters = new ArrayList<>(List.of("blank"));
        characters.addAll(Files.readAllLines(dictionary));
        characters.add(" ");
        var text = new StringBuilder();
        var kept = new ArrayList<Float>();
        int before = -1;
        for (float[] step : steps) {
            int best = 0;
            for (int i = 0; i < step.length; i++) {
                best = step[i] > step[best] ? i : best;
            }
            if (best != 0 && best != before) {
                text.append(characters.get(best));
                kept.add(step[best]);
            }
            before = best;
        }
        double mean = kept.stream().mapToDouble(Float::doubleValue).average().orElse(0);
        return new RecognizedText(text.toString(), (float) mean);
    }

    @Test
    void linesAreReadAsOnnxRuntimeReadsThem() throws Exception {
        var environment = OrtEnvironment.getEnvironment();
        try (var session = environment.createSession(file.toString())) {
            for (var text : new String[] {
                "Hello", "A longer line, which does not fit into three hundred pixels", "?!%&/()=", "iiiiii llll 000000"
            }) {
                for (int size : new int[] {17, 61}) {
                    var picture = line(text, size, Color.BLUE, Color.ORANGE, BufferedImage.TYPE_INT_RGB);
                    var input = TextLine.input(TextLine.bgr(picture), picture.getWidth(), picture.getHeight());
                    long[] shape = {1, 3, 48, input.size(3)};
                    try (var x = OnnxTensor.createTensor(environment, FloatBuffer.wrap(input.toFloatArray()), shape);
                            var result = session.run(Map.of("x", x))) {
                        var expected = spelled(((float[][][]) result.get(0).getValue())[0]);
                        var read = reader.recognize(picture);
                        assertThat(read.text()).isEqualTo(expected.text());
                        assertThat(read.confidence()).isCloseTo(expected.confidence(), within(2e-5f));
                    }
                }
            }
        }
    }

    @Test
    void everyThreadReadsTheSame() throws Exception {
        var pictures = List.of(line("one", 30), line("two and three and four and five and six", 30));
        var expected = reader.recognize(pictures);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<List<RecognizedText>> task = () -> reader.recognize(pictures);
            for (var answer : threads.invokeAll(List.of(task, task, task, task))) {
                assertThat(answer.get()).isEqualTo(expected);
            }
        }
    }

    @Test
    void aFolderWithBothFilesIsEnough() throws IOException {
        Files.createSymbolicLink(folder.resolve("my_rec.onnx"), file.toAbsolutePath());
        Files.createFile(folder.resolve("my_det.onnx"));
        assertThatThrownBy(() -> TextRecognition.load(folder))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("expected one of [ppocr_keys_v1.txt, dict.txt], or one file that ends with .txt");
        Files.copy(dictionary, folder.resolve("keys.txt"));
        assertThat(TextRecognition.load(folder).recognize(line("Folder 1", 40)).text())
                .isEqualTo("Folder 1");
    }

    /** Protocol buffers that follow each other are merged, so the entry need not stand within the model. */
    @Test
    void aModelMayBringItsDictionaryAlong() throws IOException {
        var keys = Files.readString(dictionary).getBytes(StandardCharsets.UTF_8);
        var entry = new ByteArrayOutputStream();
        entry.write(new byte[] {0x0A, 9});
        entry.write("character".getBytes(StandardCharsets.UTF_8));
        entry.write(0x12);
        writeVarint(entry, keys.length);
        entry.write(keys);
        var bytes = new ByteArrayOutputStream();
        bytes.write(Files.readAllBytes(file));
        bytes.write(0x72);
        writeVarint(bytes, entry.size());
        entry.writeTo(bytes);
        Files.write(folder.resolve("model.onnx"), bytes.toByteArray());
        assertThat(TextRecognition.load(folder).recognize(line("Alone", 40)).text())
                .isEqualTo("Alone");
    }

    private static void writeVarint(ByteArrayOutputStream to, int value) {
        for (int rest = value; rest > 0; rest >>>= 7) {
            to.write(rest & 0x7F | (rest > 0x7F ? 0x80 : 0));
        }
    }

    @Test
    void whatDoesNotFitIsRefused() throws IOException {
        assertThatThrownBy(() -> reader.recognize(new byte[3], 2, 1))
                .hasMessage("text recognition: 3 bytes for 2 x 1 pixels; expected 3 for each of at least one");
        assertThatThrownBy(() -> reader.recognize(new byte[3 * 1000], 1000, 1))
                .hasMessage(
                        "text recognition: 1000 x 1 pixels are 48000 wide at a height of 48; expected a line of at most"
                                + " 8192");
        var small = Files.writeString(folder.resolve("small.txt"), "a\nb\n");
        assertThatThrownBy(() -> TextRecognition.load(file, small))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining(
                        "has 6625 classes, and its dictionary 2 characters; expected one class more, or two");
        var bytes = Files.write(folder.resolve("bytes.txt"), new byte[] {(byte) 0xFF, 10});
        assertThatThrownBy(() -> TextRecognition.load(file, bytes))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("is not UTF-8; expected a dictionary, a character a line");
        assertThatThrownBy(() -> TextRecognition.load(TestModels.MINILM.resolve("model.onnx"), small))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("expected one, pictures [n, 3, 48, width]");
    }
}
