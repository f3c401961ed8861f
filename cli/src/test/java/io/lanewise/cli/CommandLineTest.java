package io.lanewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.io.Safetensors;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    @TempDir
    private Path folder;

    private Path data;
    private Path out;
    private Path model;

    @BeforeEach
    void writeData() throws IOException {
        data = Bars.write(folder.resolve("data"));
        out = folder.resolve("out");
        model = out.resolve("model.safetensors");
    }

    private Outcome train(Object... more) {
        var words = new ArrayList<Object>(List.of("train", "--data", data, "--out", out));
        words.addAll(List.of(more));
        return Outcome.of(words.toArray());
    }

    private static List<String> losses(Outcome outcome) {
        return outcome.out().stream()
                .filter(line -> line.startsWith("Epoch: "))
                .map(line -> line.substring(0, line.indexOf(" Time:")))
                .toList();
    }

    @Test
    void trainingSaysWhichDataItUsesAndWritesItsResults() throws IOException {
        var outcome = train("--epochs", 2, "--batch-size", 16, "--hidden", 8);
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out().getFirst())
                .isEqualTo("Data: IDX files in " + data + ": 200 training and 50 test images");
        assertThat(outcome.out())
                .anyMatch(line ->
                        line.matches("Epoch: 2 Loss: \\d\\.\\d{3} Accuracy: \\d\\.\\d{3} Time: \\d+\\.\\d\\d s"))
                .anyMatch(line -> line.matches(" {2}Ankle boot {3}\\d\\.\\d{3}"));
        assertThat(ImageIO.read(out.resolve("training.png").toFile()).getWidth())
                .isEqualTo(800);
        assertThat(Files.readString(out.resolve("metrics.json")))
                .contains("\"epoch\" : 2", "\"loss\" : ", "\"seconds\" : ", "\"accuracy\" : ")
                .contains("\"seed\" : 1", "\"threads\" : ", "\"data\" : ", "\"cpu\" : ");
        try (var files = Files.list(out)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "model.safetensors", "checkpoint.safetensors", "metrics.json", "training.png");
        }
    }

    @Test
    void tokensArePrintedWithTheirPlaces() throws IOException {
        var file = folder.resolve("tokenizer.json");
        Files.writeString(file, """
            {"pre_tokenizer": {"type": "BertPreTokenizer"}, "model":
            {"type": "WordPiece", "vocab": {"[UNK]": 0, "play": 1, "##ing": 2, "!": 3}}}\
            """);
        assertThat(Outcome.of("tokenize", "--tokenizer", file, "playing!", "\uD83D\uDE00 play")
                        .out())
                .containsExactly(
                        "       1  play   0-4",
                        "       2  ##ing  4-7",
                        "       3  !      7-8",
                        "",
                        "       0  [UNK]  0-1",
                        "       1  play   2-6");
        assertThat(Outcome.of("tokenize", "--tokenizer", folder, "--json", "--pair", "!", "play")
                        .out())
                .containsExactly("{\"text\":\"play\",\"ids\":[1,3],\"tokens\":[\"play\",\"!\"],"
                        + "\"offsets\":[[0,4],[0,1]],\"type_ids\":[0,1]}");
        Files.writeString(file, "{\"model\": {\"type\": \"WordPiece\", \"vocab\": {\"a\": 1, \"b\": 1}}}");
        assertThat(Outcome.of("tokenize", "--tokenizer", file, "a").err())
                .containsExactly("lanewise: " + file + ": model: tokens \"a\" and \"b\" have the same id 1");
    }

    private Path embeddingModel() throws IOException {
        var model = Files.createDirectories(folder.resolve("minilm"));
        for (var name : new String[] {"all-minilm-l6-v2.onnx", "all-minilm-l6-v2-tokenizer.json"}) {
            try (var in = ClassLoader.getSystemResourceAsStream(name)) {
                Files.copy(in, model.resolve(name));
            }
        }
        return model;
    }

    @Test
    void textsBecomeVectors() throws IOException {
        var model = embeddingModel();
        var printed = Outcome.of("embed", "--model", model, "How do I reset my password?", "I forgot my login");
        assertThat(printed.err()).isEmpty();
        assertThat(printed.out()).hasSize(2).allMatch(line -> line.startsWith("[") && line.split(",").length == 384);
        // As sentence-transformers gives them.
        assertThat(Outcome.of("embed", "--model", model, "--compare", "A man is eating.", "A man eats.", "The sky")
                        .out())
                .first()
                .asString()
                .startsWith(" 1.0000   0.9");
        var input = folder.resolve("texts.jsonl");
        var output = folder.resolve("vectors.jsonl");
        Files.writeString(input, "\"How do I reset my password?\"\n\"\\u00fc \\n\"\n\"\"\n");
        assertThat(Outcome.of("embed", "--model", model, "--input", input, "--output", output)
                        .out())
                .containsExactly("3 texts -> " + output);
        var lines = Files.readAllLines(output);
        assertThat(lines).hasSize(3);
        assertThat(lines.getFirst())
                .isEqualTo("{\"text\":\"How do I reset my"
                        + " password?\",\"ids\":[101,2129,2079,1045,25141,2026,20786,1029,102],"
                        + "\"embedding\":" + printed.out().getFirst() + "}");
        assertThat(lines.get(1)).startsWith("{\"text\":\"ü \\n\",\"ids\":[101,");
    }

    @Test
    void whatCannotBeEmbeddedIsSaidAndNothingIsWritten() throws IOException {
        var model = embeddingModel();
        var input = folder.resolve("texts.jsonl");
        var output = folder.resolve("vectors.jsonl");
        Files.writeString(input, "\"a\"\n{}\n");
        assertThat(Outcome.of("embed", "--model", model, "--input", input, "--output", output)
                        .err())
                .containsExactly("lanewise: " + input + ": line 2: expected one JSON string");
        assertThat(output).doesNotExist();
        Files.writeString(input, "\"a\"\n\"\n");
        assertThat(Outcome.of("embed", "--model", model, "--input", input, "--output", output)
                        .err())
                .first()
                .asString()
                .startsWith("lanewise: " + input + ": line 2 is not JSON");
        assertThat(Outcome.of("embed", "--model", model).code()).isEqualTo(2);
        assertThat(Outcome.of("embed", "--model", data, "a").err())
                .first()
                .asString()
                .startsWith("lanewise: " + data + ": expected one of [tokenizer.json], or one file that ends with");
        assertThat(Outcome.of("embed", "a").err())
                .containsExactly("lanewise embed: Missing required option: '--model=DIR|ORG/NAME' (see lanewise embed"
                        + " --help)");
        assertThat(Outcome.of("embed", "--model", folder.resolve("none"), "a").err())
                .first()
                .asString()
                .startsWith("lanewise: " + folder.resolve("none") + ": there is no such folder");
    }

    @Test
    void theLossesDependOnTheSeedOnly() throws IOException {
        train("--epochs", 3, "--threads", 1);
        var one = Files.readAllBytes(model);
        train("--epochs", 3, "--threads", 2);
        assertThat(Files.readAllBytes(model)).isEqualTo(one);
        assertThat(losses(train("--epochs", 3))).isNotEqualTo(losses(train("--epochs", 3, "--seed", 2)));
    }

    @Test
    void aResumedTrainingEndsWithTheSameModelToTheBit() throws IOException {
        train("--epochs", 4);
        var whole = Files.readAllBytes(model);
        train("--epochs", 2);
        assertThat(Files.readAllBytes(model)).isNotEqualTo(whole);
        var resumed = train("--epochs", 4, "--resume");
        assertThat(resumed.code()).isZero();
        assertThat(losses(resumed)).hasSize(4);
        assertThat(Files.readAllBytes(model)).isEqualTo(whole);
    }

    @Test
    void aRunThatIsThereAlreadyIsNotResumedInPlaceOfANewOne() {
        train("--epochs", 3);
        train("--epochs", 1, "--seed", 2);
        assertThat(losses(train("--epochs", 1, "--resume"))).isEqualTo(losses(train("--epochs", 1, "--seed", 2)));
    }

    @Test
    void settingsOfACheckpointCannotBeChanged() {
        train("--epochs", 1);
        var outcome = train("--epochs", 2, "--resume", "--seed", 5);
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err().getFirst()).contains("--seed is 5, but the checkpoint was made with 1");
    }

    @Test
    void thereMustBeACheckpointToResumeFrom() {
        assertFailure(train("--resume"), "checkpoint.safetensors: no checkpoint to resume from");
    }

    @Test
    void evaluationRepeatsTheAccuracy() {
        var accuracy = train("--epochs", 2).out().stream()
                .filter(line -> line.startsWith("Accuracy: "))
                .toList();
        assertThat(accuracy).hasSize(1);
        for (var evaluated : List.of(Outcome.of("evaluate", "--model", model), Outcome.of("evaluate", model))) {
            assertThat(evaluated.code()).isZero();
            assertThat(evaluated.out()).containsAll(accuracy);
        }
    }

    @Test
    void predictionNamesThreeClassesWithProbabilities() throws IOException {
        train("--epochs", 20, "--lr", "0.05");
        var picture = folder.resolve("bar.png");
        ImageIO.write(darkBarOnWhite(), "png", picture.toFile());
        var outcome = Outcome.of("predict", "--model", model, picture, picture);
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).hasSize(2);
        var likely = "[-/ A-Za-z]+ 0\\.\\d{3}";
        assertThat(outcome.out().getFirst())
                .matches("\\Q" + picture + "\\E: Pullover [01]\\.\\d{3}, " + likely + ", " + likely);
    }

    /** Twice as large as the images that the network has learnt, and inverted; the third row is class 2. */
    private static BufferedImage darkBarOnWhite() {
        var image = new BufferedImage(56, 56, BufferedImage.TYPE_INT_RGB);
        var canvas = image.createGraphics();
        canvas.setColor(Color.WHITE);
        canvas.fillRect(0, 0, 56, 56);
        canvas.setColor(Color.BLACK);
        canvas.fillRect(0, 12, 56, 6);
        canvas.dispose();
        return image;
    }

    @Test
    void filesThatAreNoPicturesAreOneClearLine() throws IOException {
        train("--epochs", 1);
        var text = Files.writeString(folder.resolve("text.png"), "no picture");
        assertFailure(Outcome.of("predict", "--model", model, text), "text.png: no picture");
        assertFailure(Outcome.of("predict", "--model", model, folder.resolve("none.png")), "none.png: no such file");
    }

    @Test
    void damagedModelsAreOneClearLine() throws IOException {
        train("--epochs", 1);
        var bytes = Files.readAllBytes(model);
        var damaged = folder.resolve("damaged.safetensors");
        for (int length : new int[] {0, 5, 8, 100, bytes.length - 1}) {
            Files.write(damaged, Arrays.copyOf(bytes, length));
            assertFailure(Outcome.of("evaluate", damaged), "damaged.safetensors");
        }
        Safetensors.write(damaged, Map.of("a", Tensor.of(1f)));
        assertFailure(Outcome.of("evaluate", damaged), "no model of 'lanewise train'");
        assertFailure(Outcome.of("evaluate", folder.resolve("none")), "no such file");
    }

    @Test
    void damagedCheckpointsAreOneClearLine() throws IOException {
        train("--epochs", 1);
        var checkpoint = out.resolve("checkpoint.safetensors");
        var bytes = Files.readAllBytes(checkpoint);
        Files.write(checkpoint, Arrays.copyOf(bytes, bytes.length / 2));
        assertFailure(train("--resume"), "checkpoint.safetensors");
    }

    @Test
    void damagedDataAreOneClearLine() throws IOException {
        var labels = data.resolve("train-labels-idx1-ubyte");
        Files.write(labels, Arrays.copyOf(Files.readAllBytes(labels), 100));
        assertFailure(train(), "train-labels-idx1-ubyte: truncated");
        assertFailure(Outcome.of("train", "--data", folder.resolve("nothing"), "--out", out), "no such folder");
    }

    @Test
    void aFileInTheWayOfTheResultsIsOneClearLine() throws IOException {
        Files.writeString(out, "in the way");
        assertFailure(train(), out.toString());
    }

    @Test
    void whatAKilledTrainingLeftIsRemoved() throws IOException {
        Files.createDirectories(out);
        var left = Files.writeString(out.resolve(".checkpoint.safetensors.999999999-3.tmp"), "half");
        var other = Files.writeString(out.resolve("notes.tmp"), "notes");
        train("--epochs", 1);
        assertThat(left).doesNotExist();
        assertThat(other).exists();
    }

    private static void assertFailure(Outcome outcome, String part) {
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).hasSize(1);
        assertThat(outcome.err().getFirst()).startsWith("lanewise: ").contains(part);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dance",
                "train --epochs 0",
                "train --epochs -3",
                "train --epochs many",
                "train --batch-size 0",
                "train --hidden 0",
                "train --lr 0",
                "train --lr NaN",
                "train --threads 0",
                "train --colour red",
                "train now",
                "predict",
                "info --threads 100000"
            })
    void wrongUsageIsOneClearLineAndExitCode2(String line) {
        assertWrongUsage(Outcome.of((Object[]) line.split(" ")));
    }

    @Test
    void withoutACommandUsageIsWrong() {
        assertWrongUsage(Outcome.of());
    }

    private static void assertWrongUsage(Outcome outcome) {
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).hasSize(1);
        assertThat(outcome.err().getFirst()).startsWith("lanewise").contains("--help");
        assertThat(outcome.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "train --help", "evaluate --help", "predict --help", "info --help"})
    void helpIsEverywhere(String line) {
        var outcome = Outcome.of((Object[]) line.split(" "));
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out().getFirst()).startsWith("Usage: lanewise");
    }

    @Test
    void infoSaysWhatTheEngineFound() {
        var outcome = Outcome.of("info");
        assertThat(outcome.code()).isZero();
        assertThat(String.join("\n", outcome.out()))
                .contains("Java", "CPU", "Vector API", "bits", "Threads", "Backends", "GFLOP/s", "GB/s");
    }

    @Test
    void aStackTraceIsPrintedOnRequestOnly() {
        var outcome = train("--resume", "--verbose");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).anyMatch(line -> line.startsWith("\tat "));
    }
}
