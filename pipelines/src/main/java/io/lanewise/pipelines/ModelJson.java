package io.lanewise.pipelines;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.lanewise.hub.ModelFiles;
import io.lanewise.tensor.io.InvalidFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A model's small JSON files: not trusted, so bounded. */
final class ModelJson {
    private static final int LONGEST = 1 << 20;

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(32).build())
            .build());

    private final Path file;
    private final JsonNode root;

    private ModelJson(Path file, JsonNode root) {
        this.file = file;
        this.root = root;
    }

    /** Reads a file of a model; one that is not there is like one that says nothing. */
    static ModelJson read(ModelFiles files, String name) throws IOException {
        if (!files.has(name)) {
            return new ModelJson(Path.of(name), MissingNode.getInstance());
        }
        var file = files.path(name);
        if (Files.size(file) > LONGEST) {
            throw new InvalidFileException(
                    file, "has " + Files.size(file) + " bytes; expected settings of at most " + LONGEST);
        }
        try {
            return new ModelJson(file, MAPPER.readTree(Files.readAllBytes(file)));
        } catch (JsonProcessingException e) {
            throw new InvalidFileException(file, "is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    boolean isThere() {
        return !root.isMissingNode();
    }

    JsonNode root() {
        return root;
    }

    /** A setting that is true or false; missing or null is the default. */
    boolean flag(String key, boolean standard) throws InvalidFileException {
        var value = root.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return standard;
        }
        if (!value.isBoolean()) {
            throw invalid(key + " is " + value.getNodeType() + "; expected true or false");
        }
        return value.booleanValue();
    }

    /** A setting that is a number of tokens; what no tokenizer means (its huge numbers) is 0, like one that is missing. */
    int tokens(String key) throws InvalidFileException {
        var value = root.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return 0;
        }
        if (!value.isNumber() || value.doubleValue() < 1) {
            throw invalid(key + " is " + value + "; expected a number of tokens");
        }
        return value.doubleValue() <= SentenceConfig.MOST_TOKENS ? value.intValue() : 0;
    }

    InvalidFileException invalid(String problem) {
        return new InvalidFileException(file, problem);
    }
}
