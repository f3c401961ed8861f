package io.lanewise.pipelines;

import io.lanewise.hub.ModelFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How a model turns a text into a vector, from sentence-transformers' files where the model has them: {@code
 * modules.json}, {@code 1_Pooling/config.json}, {@code sentence_bert_config.json}, {@code
 * config_sentence_transformers.json}; the length of texts also from {@code tokenizer_config.json} and {@code
 * config.json}.
 *
 * @param folder where the transformer's files lie, with a slash at the end, or empty
 * @param pooling what is joined to the vector, in this order
 * @param stated whether the files say how to pool
 * @param maxLength the most tokens of a text, or 0 where the files do not say
 * @param lowerCase whether texts are put in lower case first
 * @param prompts what may be put before a text, by name
 * @param defaultPrompt the name of the prompt to use when none is asked for, or null
 */
record SentenceConfig(
        String folder,
        List<Pooling> pooling,
        boolean stated,
        boolean normalize,
        int maxLength,
        boolean lowerCase,
        Map<String, String> prompts,
        @Nullable String defaultPrompt) {
    /** Larger numbers in files mean that there is no limit. */
    static final int MOST_TOKENS = 1 << 20;

    private static final String TRANSFORMER = "Transformer";

    SentenceConfig {
        pooling = List.copyOf(pooling);
        prompts = Map.copyOf(prompts);
    }

    static SentenceConfig read(ModelFiles files) throws IOException {
        var modules = ModelJson.read(files, "modules.json");
        var folder = "";
        List<Pooling> pooling = List.of(Pooling.MEAN);
        boolean stated = modules.isThere();
        boolean normalize = !stated; // where nothing is said, unit length is what searches expect
        if (stated) {
            for (var module : modules.list("is not a list of modules")) {
                var type = Objects.toString(ModelJson.member(module, "type"), "");
                var path = Objects.toString(ModelJson.member(module, "path"), "");
                var prefix = path.isEmpty() || path.endsWith("/") ? path : path + "/";
                switch (type.substring(type.lastIndexOf('.') + 1)) {
                    case TRANSFORMER -> folder = prefix;
                    case "Pooling" -> pooling = pooling(files, prefix + "config.json");
                    case "Normalize" -> normalize = true;
                    default ->
                        throw modules.invalid("has a module of type \"" + type
                                + "\"; expected Transformer, Pooling and Normalize alone");
                }
            }
        }
        var transformer = ModelJson.read(files, folder + "sentence_bert_config.json");
        var texts = ModelJson.read(files, "config_sentence_transformers.json");
        return new SentenceConfig(
                folder,
                pooling,
                stated,
                normalize,
                maxLength(files, folder, transformer),
                transformer.flag("do_lower_case", false),
                prompts(texts),
                defaultPrompt(texts));
    }

    private static List<Pooling> pooling(ModelFiles files, String name) throws IOException {
        var config = ModelJson.read(files, name);
        if (!config.isThere()) {
            throw config.invalid("is missing; modules.json names it");
        }
        if (!config.flag("include_prompt", true)) {
            throw config.invalid("leaves the prompt's tokens out (include_prompt), which is not supported");
        }
        var modes = new ArrayList<Pooling>();
        for (var pooling : Pooling.values()) { // sentence-transformers joins them in this order
            if (config.flag(pooling.key(), false)) {
                modes.add(pooling);
            }
        }
        if (modes.isEmpty()) {
            throw config.invalid("chooses no pooling; expected one of "
                    + IntStream.range(0, Pooling.values().length)
                            .mapToObj(i -> Pooling.values()[i].key())
                            .toList());
        }
        return modes;
    }

    private static int maxLength(ModelFiles files, String folder, ModelJson transformer) throws IOException {
        int stated = transformer.tokens("max_seq_length");
        if (stated > 0) {
            return stated;
        }
        int tokenizer = ModelJson.read(files, folder + "tokenizer_config.json").tokens("model_max_length");
        int positions = ModelJson.read(files, folder + "config.json").tokens("max_position_embeddings");
        return tokenizer == 0 ? positions : positions == 0 ? tokenizer : Math.min(tokenizer, positions);
    }

    private static Map<String, String> prompts(ModelJson texts) throws IOException {
        var prompts = new LinkedHashMap<String, String>();
        if (texts.setting("prompts") instanceof Map<?, ?> stated) {
            for (var prompt : stated.entrySet()) {
                if (!(prompt.getValue() instanceof String text)) {
                    throw texts.invalid("has a prompt \"" + prompt.getKey() + "\" that is no text");
                }
                prompts.put((String) prompt.getKey(), text);
            }
        }
        return prompts;
    }

    private static @Nullable String defaultPrompt(ModelJson texts) {
        return texts.setting("default_prompt_name") instanceof String name ? name : null;
    }
}
