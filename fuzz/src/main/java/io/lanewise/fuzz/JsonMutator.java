package io.lanewise.fuzz;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Random;

/**
 * Changes a JSON file and keeps it one: values are replaced by strange ones or by those of another place, left out, come
 * twice, or lie deep in each other.
 */
public final class JsonMutator implements Mutator {
    private static final int MOST_NESTED = 600;
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamWriteConstraints(StreamWriteConstraints.builder()
                    .maxNestingDepth(10 * MOST_NESTED)
                    .build())
            .build());
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MOST_COPIES = 2000;

    /** Of all copies together: those of copies would not fit the memory. */
    private static final int MOST_COPIED_CHARS = 1 << 22;

    private static final JsonNode[] VALUES = {
        JSON.nullNode(),
        JSON.booleanNode(true),
        JSON.booleanNode(false),
        JSON.numberNode(0),
        JSON.numberNode(1),
        JSON.numberNode(-1),
        JSON.numberNode(0.5),
        JSON.numberNode(1 << 24),
        JSON.numberNode(Integer.MAX_VALUE),
        JSON.numberNode(1L << 32),
        JSON.numberNode(Long.MAX_VALUE),
        JSON.numberNode(1e300),
        JSON.textNode(""),
        JSON.textNode(" "),
        JSON.textNode("a"),
        JSON.textNode("\ud83d"),
        JSON.textNode("\u0000"),
        JSON.textNode("../../../../etc/passwd"),
        JSON.textNode("/etc/passwd"),
        JSON.textNode("(a*)*b"),
        JSON.textNode("(?:a|aa)+$"),
        JSON.textNode("(?=a{2000000000})"),
        JSON.textNode("["),
        JSON.textNode("b".repeat(50_000)),
        JSON.arrayNode(),
        JSON.objectNode()
    };

    @Override
    public byte[] mutate(byte[] file, byte[] other, Random random) {
        try {
            var root = MAPPER.readTree(file);
            var strange = MAPPER.readTree(other);
            for (int left = 1 + random.nextInt(3); left > 0; left--) {
                if (root instanceof ContainerNode<?> container && !container.isEmpty()) {
                    change(container, random.nextInt(4) == 0 ? strange : root, random);
                } else {
                    break;
                }
            }
            return MAPPER.writeValueAsBytes(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Goes down to some place, shallow ones being as likely as deep ones, and changes what is there. */
    private static void change(ContainerNode<?> root, JsonNode source, Random random) throws IOException {
        ContainerNode<?> parent = root;
        int child = random.nextInt(parent.size());
        while (at(parent, child) instanceof ContainerNode<?> inner && !inner.isEmpty() && random.nextInt(4) != 0) {
            parent = inner;
            child = random.nextInt(parent.size());
        }
        var value = at(parent, child);
        switch (random.nextInt(6)) {
            case 0 -> remove(parent, child);
            case 1 -> put(parent, child, some(source, random).deepCopy());
            case 2 -> put(parent, child, nested(value, random));
            case 3 -> copies(parent, child, value, random);
            default -> put(parent, child, VALUES[random.nextInt(VALUES.length)]);
        }
    }

    private static JsonNode some(JsonNode root, Random random) {
        var node = root;
        while (node instanceof ContainerNode<?> inner && !inner.isEmpty() && random.nextInt(4) != 0) {
            node = at(inner, random.nextInt(inner.size()));
        }
        return node;
    }

    private static JsonNode nested(JsonNode value, Random random) {
        int depth = random.nextInt(4) == 0 ? random.nextInt(MOST_NESTED) : 1;
        var name = value instanceof ObjectNode object && !object.isEmpty()
                ? names(object).getLast()
                : "type";
        boolean list = random.nextBoolean();
        var inner = value;
        for (int i = 0; i < depth; i++) {
            inner = list ? JSON.arrayNode().add(inner) : JSON.objectNode().set(name, inner);
        }
        return inner;
    }

    private static void copies(ContainerNode<?> parent, int child, JsonNode value, Random random) throws IOException {
        // A node's own toString would refuse what is nested deeper than a thousand times.
        int most = 1 + Math.min(MOST_COPIES, MOST_COPIED_CHARS / MAPPER.writeValueAsBytes(value).length);
        int count = random.nextInt(8) == 0 ? random.nextInt(most) : 1;
        for (int i = 0; i < count; i++) {
            if (parent instanceof ArrayNode array) {
                array.insert(child, value.deepCopy());
            } else if (parent instanceof ObjectNode object) {
                object.set(names(object).get(child) + i, value.deepCopy());
            }
        }
    }

    private static ArrayList<String> names(ObjectNode object) {
        var names = new ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode at(ContainerNode<?> parent, int child) {
        return parent instanceof ObjectNode object ? object.get(names(object).get(child)) : parent.get(child);
    }

    private static void put(ContainerNode<?> parent, int child, JsonNode value) {
        if (parent instanceof ArrayNode array) {
            array.set(child, value);
        } else if (parent instanceof ObjectNode object) {
            object.set(names(object).get(child), value);
        }
    }

    private static void remove(ContainerNode<?> parent, int child) {
        if (parent instanceof ArrayNode array) {
            array.remove(child);
        } else if (parent instanceof ObjectNode object) {
            object.remove(names(object).get(child));
        }
    }
}
