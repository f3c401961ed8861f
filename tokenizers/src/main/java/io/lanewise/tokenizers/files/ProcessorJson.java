package io.lanewise.tokenizers.files;

import io.lanewise.tokenizers.TokenizerException;
import io.lanewise.tokenizers.processors.ByteLevelProcessor;
import io.lanewise.tokenizers.processors.Processor;
import io.lanewise.tokenizers.processors.Template;
import io.lanewise.tokenizers.processors.Template.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The part "post_processor" of a tokenizer.json. */
final class ProcessorJson {
    private ProcessorJson() {}

    static Processor read(Json json, IntFunction<String> names) throws TokenizerException {
        var type = json.string("type");
        return switch (type) {
            case "TemplateProcessing" -> template(json);
            case "BertProcessing" -> bert(json);
            case "RobertaProcessing" -> roberta(json, names);
            case "ByteLevel" ->
                json.truth("trim_offsets", true)
                        ? new ByteLevelProcessor(names, json.truth("add_prefix_space", true))
                        : Processor.NONE;
            case "Sequence" -> {
                var all = new ArrayList<Processor>();
                for (var element : json.list("processors")) {
                    all.add(read(element, names));
                }
                yield Processor.sequence(all);
            }
            default -> throw json.fail("\"" + type + "\" is no known post-processor");
        };
    }

    private static Template bert(Json json) throws TokenizerException {
        var cls = special(json.required("cls"), 0);
        var sep = special(json.required("sep"), 0);
        var sep1 = new Template.Special(sep.ids(), sep.tokens(), 1);
        var a = new Template.Sequence(0, 0);
        return new Template(List.of(cls, a, sep), List.of(cls, a, sep, new Template.Sequence(1, 1), sep1));
    }

    private static Processor roberta(Json json, IntFunction<String> names) throws TokenizerException {
        var cls = special(json.required("cls"), 0);
        var sep = special(json.required("sep"), 0);
        var a = new Template.Sequence(0, 0);
        var template = new Template(List.of(cls, a, sep), List.of(cls, a, sep, sep, new Template.Sequence(1, 0), sep));
        if (!json.truth("trim_offsets", true)) {
            return template;
        }
        return Processor.sequence(
                List.of(new ByteLevelProcessor(names, json.truth("add_prefix_space", true)), template));
    }

    /** A token and its id in an array. */
    static Template.Special special(Json json, int type) throws TokenizerException {
        var both = json.list();
        if (both.size() != 2) {
            throw json.fail("expected a token and its id");
        }
        return new Template.Special(
                List.of(both.get(1).count()), List.of(both.get(0).string()), type);
    }

    private static Template template(Json json) throws TokenizerException {
        var specials = json.member("special_tokens");
        var single = parts(json.required("single"), specials);
        var pair = parts(json.required("pair"), specials);
        if (uses(single, 1) != 0 || uses(single, 0) != 1) {
            throw json.required("single").fail("expected the sequence A once, and not B");
        }
        if (uses(pair, 0) != 1 || uses(pair, 1) != 1) {
            throw json.required("pair").fail("expected both sequences, A and B, once");
        }
        return new Template(single, pair);
    }

    private static long uses(List<Part> parts, int index) {
        return parts.stream()
                .filter(part -> part instanceof Template.Sequence(int found, int _) && found == index)
                .count();
    }

    private static List<Part> parts(Json json, @Nullable Json specials) throws TokenizerException {
        var parts = new ArrayList<Part>();
        for (var element : json.list()) {
            var sequence = element.member("Sequence");
            if (sequence != null) {
                parts.add(new Template.Sequence(index(sequence.required("id")), sequence.count("type_id", 0)));
                continue;
            }
            var special = element.required("SpecialToken");
            var name = special.string("id");
            var tokens = specials == null ? null : specials.member(name);
            if (tokens == null) {
                throw special.fail("\"" + name + "\" is not among the special_tokens");
            }
            parts.add(specialTokens(tokens, special.count("type_id", 0)));
        }
        return parts;
    }

    private static int index(Json id) throws TokenizerException {
        return switch (id.string()) {
            case "A" -> 0;
            case "B" -> 1;
            default -> throw id.fail("expected A or B, found \"" + id.string() + "\"");
        };
    }

    private static Template.Special specialTokens(Json json, int type) throws TokenizerException {
        var ids = new ArrayList<Integer>();
        for (var id : json.list("ids")) {
            ids.add(id.count());
        }
        var tokens = new ArrayList<String>();
        for (var token : json.list("tokens")) {
            tokens.add(token.string());
        }
        if (ids.size() != tokens.size()) {
            throw json.fail(ids.size() + " ids, but " + tokens.size() + " tokens");
        }
        return new Template.Special(ids, tokens, type);
    }
}
