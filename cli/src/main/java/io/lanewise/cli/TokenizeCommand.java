package io.lanewise.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.lanewise.tokenizers.Encoding;
import io.lanewise.tokenizers.Tokenizer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the tokens of texts. */
@Command(
        name = "tokenize",
        description = {
            "Print the tokens of each text: id, token, and where it stands in the text, in code points.",
            "Special tokens stand nowhere; padding is not shown."
        })
final class TokenizeCommand implements Callable<Integer> {
    private static final JsonFactory JSON = new JsonFactory();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--tokenizer",
            required = true,
            paramLabel = "FILE|DIR",
            description = "A tokenizer.json, a folder with one, or a .model of SentencePiece.")
    private Path file = Path.of(Tokenizer.FILE_NAME);

    @Option(names = "--pair", paramLabel = "TEXT", description = "A second text, put behind each.")
    private @Nullable String pair;

    @Option(names = "--no-special", description = "Add no special tokens.")
    private boolean noSpecial;

    @Option(names = "--json", description = "Print a JSON object a text.")
    private boolean json;

    @Parameters(arity = "1..*", paramLabel = "TEXT", description = "Texts.")
    private List<String> texts = List.of();

    @Override
    public Integer call() throws IOException {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        var tokenizer = Tokenizer.load(file).withPadding(null);
        for (int i = 0; i < texts.size(); i++) {
            var encoding = tokenizer.encode(texts.get(i), pair, !noSpecial);
            if (json) {
                out.println(json(texts.get(i), encoding));
                continue;
            }
            if (i > 0) {
                out.println();
            }
            printColumns(encoding, out);
        }
        return 0;
    }

    private static void printColumns(Encoding encoding, PrintWriter out) {
        int widest = encoding.tokens().stream()
                .mapToInt(token -> token.codePointCount(0, token.length()))
                .max()
                .orElse(0);
        int[] ids = encoding.ids();
        int[] sequences = encoding.sequenceIds();
        for (int i = 0; i < encoding.size(); i++) {
            var token = Failures.oneLine(encoding.tokens().get(i));
            if (sequences[i] == Encoding.NONE) {
                out.println("%8d  %s".formatted(ids[i], token));
                continue;
            }
            var span = encoding.spans().get(i);
            var padding = " ".repeat(Math.max(0, widest - token.codePointCount(0, token.length())));
            out.println("%8d  %s%s  %d-%d".formatted(ids[i], token, padding, span.start(), span.end()));
        }
    }

    private static String json(String text, Encoding encoding) throws IOException {
        var line = new StringWriter();
        try (var generator = JSON.createGenerator(line)) {
            generator.writeStartObject();
            generator.writeStringField("text", text);
            writeInts(generator, "ids", encoding.ids());
            generator.writeArrayFieldStart("tokens");
            for (var token : encoding.tokens()) {
                generator.writeString(token);
            }
            generator.writeEndArray();
            generator.writeArrayFieldStart("offsets");
            for (var span : encoding.spans()) {
                generator.writeArray(new int[] {span.start(), span.end()}, 0, 2);
            }
            generator.writeEndArray();
            writeInts(generator, "type_ids", encoding.typeIds());
            generator.writeEndObject();
        }
        return line.toString();
    }

    private static void writeInts(JsonGenerator generator, String name, int[] values) throws IOException {
        generator.writeFieldName(name);
        generator.writeArray(values, 0, values.length);
    }
}
