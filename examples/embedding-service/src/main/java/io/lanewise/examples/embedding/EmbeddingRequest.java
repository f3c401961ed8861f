package io.lanewise.examples.embedding;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What is asked: OpenAI's {@code {"input": text or list of texts, "model": name, "encoding_format": "float" or
 * "base64"}}.
 */
record EmbeddingRequest(List<String> texts, boolean base64) {
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(8).build())
            .build());

    static EmbeddingRequest parse(byte[] body, String model, int width, Limits limits) throws ApiException {
        var root = read(body);
        if (!root.isObject()) {
            throw ApiException.invalid(null, "the body is not a JSON object; expected one with \"input\"");
        }
        var named = root.path("model");
        if (!named.isMissingNode() && !model.equals(named.textValue())) {
            throw ApiException.invalid("model", "there is no model " + named + " here; expected \"" + model + "\"");
        }
        var dimensions = root.path("dimensions");
        if (!dimensions.isMissingNode() && dimensions.asInt(-1) != width) {
            throw ApiException.invalid(
                    "dimensions", "the model gives " + width + " dimensions; " + dimensions + " were asked for");
        }
        return new EmbeddingRequest(texts(root.path("input"), limits), base64(root.path("encoding_format")));
    }

    private static JsonNode read(byte[] body) throws ApiException {
        try {
            return MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw ApiException.invalid(null, "the body is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw ApiException.invalid(null, "the body is not JSON in UTF-8");
        }
    }

    private static boolean base64(JsonNode format) throws ApiException {
        return switch (format.isMissingNode() ? "float" : format.asText()) {
            case "float" -> false;
            case "base64" -> true;
            default -> throw ApiException.invalid(
                    "encoding_format", "is " + format + "; expected \"float\" or \"base64\"");
        };
    }

    private static List<String> texts(JsonNode input, Limits limits) throws ApiException {
        if (input.isTextual()) {
            return List.of(checked(input, limits));
        }
        if (!input.isArray() || input.isEmpty()) {
            throw ApiException.invalid("input", "expected a text, or a list of one or more texts");
        }
        if (input.size() > limits.texts()) {
            throw ApiException.invalid(
                    "input", "has " + input.size() + " texts; expected at most " + limits.texts());
        }
        var texts = new ArrayList<String>(input.size());
        for (var text : input) {
            texts.add(checked(text, limits));
        }
        return List.copyOf(texts);
    }

    private static String checked(JsonNode node, Limits limits) throws ApiException {
        if (!node.isTextual()) {
            throw ApiException.invalid("input", "has an element that is no text (ids of tokens are not taken)");
        }
        var text = node.textValue();
        if (text.length() > limits.characters()) {
            throw ApiException.invalid(
                    "input", "has a text of " + text.length() + " characters; expected at most " + limits.characters());
        }
        return text;
    }
}
