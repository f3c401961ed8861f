package io.lanewise.examples.embedding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** A request of some texts, as JSON. */
record Question(byte[] body) {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String[] WORDS = {
        "how", "do", "I", "reset", "my", "password", "the", "login", "später", "日本語", "🙂", "unbelievable", "invoice", "7", "?"
    };

    static Question of(List<String> texts, boolean base64) throws IOException {
        var root = JsonNodeFactory.instance.objectNode();
        var input = root.putArray("input");
        texts.forEach(input::add);
        root.put("encoding_format", base64 ? "base64" : "float");
        return new Question(MAPPER.writeValueAsBytes(root));
    }

    /** Questions of one to four texts, mostly short ones and a few long ones, the same for the same seed. */
    static List<Question> some(int count, long seed) throws IOException {
        var random = new Random(seed);
        var questions = new ArrayList<Question>();
        for (int i = 0; i < count; i++) {
            var texts = new ArrayList<String>();
            for (int left = 1 + random.nextInt(4); left > 0; left--) {
                texts.add(text(random, random.nextInt(16) == 0 ? 60 : 3 + random.nextInt(12)));
            }
            questions.add(of(texts, random.nextBoolean()));
        }
        return questions;
    }

    /** One with a long answer. */
    static Question large() throws IOException {
        return of(Collections.nCopies(8, "a"), false);
    }

    private static String text(Random random, int words) {
        var text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
        }
        return text.toString();
    }

    /** An embedding of either form. */
    static float[] vector(JsonNode embedding) {
        if (embedding.isTextual()) {
            var floats = ByteBuffer.wrap(Base64.getDecoder().decode(embedding.asText()))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer();
            var vector = new float[floats.remaining()];
            floats.get(vector);
            return vector;
        }
        var vector = new float[embedding.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) embedding.get(i).doubleValue();
        }
        return vector;
    }
}
