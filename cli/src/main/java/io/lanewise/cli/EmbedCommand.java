package io.lanewise.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.lanewise.hub.ModelFiles;
import io.lanewise.pipelines.SentenceEmbedder;
import io.lanewise.pipelines.SentenceEmbedding;
import io.lanewise.pipelines.Similarity;
import io.lanewise.tensor.io.AtomicFile;
import io.lanewise.tensor.io.InvalidFileException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Turns texts into vectors. */
@Command(
        name = "embed",
        description = {
            "Turn texts into vectors whose angles say how near the texts are in meaning.",
            "Prints a vector a line, or with --compare the matrix of cosines. From a file of texts, a JSON string a"
                    + " line, to a file of vectors: a line {\"text\", \"ids\", \"embedding\"} each."
        })
final class EmbedCommand implements Callable<Integer> {
    private static final JsonFactory JSON = new JsonFactory();

    /** The texts of a file that are embedded together. */
    private static final int TOGETHER = 256;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--model",
            required = true,
            defaultValue = "${sys:lanewise.demo.model}",
            paramLabel = "DIR|ORG/NAME",
            description = "The folder of a model with an ONNX file and a tokenizer.json, or the name of one on the hub"
                    + " (HF_ENDPOINT) that is downloaded into the cache (HF_HOME). ./lanewise brings"
                    + " all-MiniLM-L6-v2 along, the default.")
    private String model = "";

    @Option(names = "--compare", description = "Print the matrix of cosines.")
    private boolean compare;

    @Option(names = "--prompt", paramLabel = "NAME", description = "What the model wants before a text, by its name.")
    private @Nullable String prompt;

    @Option(names = "--input", paramLabel = "FILE", description = "Texts, a JSON string a line.")
    private @Nullable Path input;

    @Option(names = "--output", paramLabel = "FILE", description = "Where the vectors of --input go.")
    private @Nullable Path output;

    @Parameters(arity = "0..*", paramLabel = "TEXT", description = "Texts.")
    private List<String> texts = List.of();

    @Mixin
    private final Threads threads = new Threads();

    @Override
    public Integer call() throws Exception {
        var command = Objects.requireNonNull(spec);
        threads.check(command);
        if ((input == null) == texts.isEmpty() || (input == null) != (output == null) || (compare && input != null)) {
            throw new ParameterException(
                    command.commandLine(), "expected texts, or --input and --output; --compare takes texts alone");
        }
        return threads.run(() -> run(command.commandLine().getOut()));
    }

    private int run(PrintWriter out) throws IOException {
        var embedder = SentenceEmbedder.load(ModelFiles.of(model));
        if (prompt != null) {
            embedder = embedder.withPrompt(prompt);
        }
        if (input != null) {
            embedFile(embedder, input, Objects.requireNonNull(output), out);
        } else if (compare) {
            printCosines(embedder.embed(texts), out);
        } else {
            for (var vector : embedder.embed(texts)) {
                out.println(json(vector));
            }
        }
        return 0;
    }

    private static void printCosines(List<float[]> vectors, PrintWriter out) {
        for (var row : vectors) {
            var line = new StringBuilder();
            for (var column : vectors) {
                line.append(line.isEmpty() ? "" : "  ")
                        .append(String.format(Locale.ROOT, "%7.4f", Similarity.cosine(row, column)));
            }
            out.println(line);
        }
    }

    private static void embedFile(SentenceEmbedder embedder, Path input, Path output, PrintWriter out)
            throws IOException {
        var counted = new int[1];
        try (var lines = Files.newBufferedReader(input)) {
            AtomicFile.write(output, channel -> {
                var writer = Channels.newWriter(channel, StandardCharsets.UTF_8);
                for (var texts = read(lines, input, counted[0]);
                        !texts.isEmpty();
                        texts = read(lines, input, counted[0])) {
                    for (var embedding : embedder.embedWithTokens(texts)) {
                        write(embedding, writer);
                    }
                    counted[0] += texts.size();
                }
                writer.flush();
            });
        }
        out.println("%d texts -> %s".formatted(counted[0], output));
    }

    /** The next texts of a file; empty at its end. */
    private static List<String> read(BufferedReader lines, Path file, int linesBefore) throws IOException {
        var texts = new ArrayList<String>();
        while (texts.size() < TOGETHER) {
            var line = lines.readLine();
            if (line == null) {
                break;
            }
            texts.add(parse(line, file, linesBefore + texts.size() + 1));
        }
        return texts;
    }

    private static String parse(String line, Path file, int number) throws IOException {
        try (var parser = JSON.createParser(line)) {
            if (parser.nextToken() == JsonToken.VALUE_STRING) {
                var text = parser.getText();
                if (parser.nextToken() == null) {
                    return text;
                }
            }
        } catch (JsonProcessingException e) {
            throw new InvalidFileException(file, "line " + number + " is not JSON: " + e.getOriginalMessage(), e);
        }
        throw new InvalidFileException(file, "line " + number + ": expected one JSON string");
    }

    private static void write(SentenceEmbedding embedding, Writer to) throws IOException {
        var line = new StringWriter();
        try (var generator = JSON.createGenerator(line)) {
            generator.writeStartObject();
            generator.writeStringField("text", embedding.text());
            generator.writeFieldName("ids");
            generator.writeArray(embedding.ids(), 0, embedding.ids().length);
            generator.writeArrayFieldStart("embedding");
            for (float value : embedding.vector()) {
                generator.writeNumber(value);
            }
            generator.writeEndArray();
            generator.writeEndObject();
        }
        to.write(line.append('\n').toString());
    }

    private static String json(float[] vector) throws IOException {
        var line = new StringWriter();
        try (var generator = JSON.createGenerator(line)) {
            generator.writeStartArray();
            for (float value : vector) {
                generator.writeNumber(value);
            }
            generator.writeEndArray();
        }
        return line.toString();
    }
}
