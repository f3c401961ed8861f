package io.lanewise.tokenizers.processors;

import io.lanewise.tokenizers.models.Tokens;
import java.util.ArrayList;
import java.util.List;

/** Puts texts and special tokens in the order of a template: one for a text, one for two. */
public record Template(List<Part> single, List<Part> pair) implements Processor {
    public Template {
        single = List.copyOf(single);
        pair = List.copyOf(pair);
    }

    /** A part of a template. */
    public sealed interface Part {}

    /** A text, 0 or 1, with the type that its tokens get. */
    public record Sequence(int index, int type) implements Part {}

    /** Special tokens, with their type. */
    public record Special(List<Integer> ids, List<String> tokens, int type) implements Part {
        public Special {
            ids = List.copyOf(ids);
            tokens = List.copyOf(tokens);
        }
    }

    @Override
    public int added(boolean pair) {
        int added = 0;
        for (var part : pair ? this.pair : single) {
            added += part instanceof Special special ? special.ids.size() : 0;
        }
        return added;
    }

    @Override
    public List<Tokens> process(List<Tokens> texts, boolean special) {
        var result = new ArrayList<Tokens>();
        for (var part : texts.size() == 2 ? pair : single) {
            switch (part) {
                case Sequence(int index, int type) -> {
                    // A template may name a text twice, with other types.
                    var text = texts.get(index).copy();
                    text.setSequence(index, type);
                    result.add(text);
                }
                case Special added when special -> result.add(tokens(added));
                case Special _ -> {}
            }
        }
        return result;
    }

    private static Tokens tokens(Special special) {
        var tokens = new Tokens(special.ids.size());
        for (int i = 0; i < special.ids.size(); i++) {
            tokens.addSpecial(special.ids.get(i), special.type, special.tokens.get(i));
        }
        return tokens;
    }
}
