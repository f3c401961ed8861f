package io.lanewise.tokenizers.processors;

import io.lanewise.tokenizers.models.Tokens;
import java.util.List;

/** Adds what a model wants around one text or two. */
public interface Processor {
    /** Changes nothing. */
    Processor NONE = new Processor() {
        @Override
        public int added(boolean pair) {
            return 0;
        }

        @Override
        public List<Tokens> process(List<Tokens> texts, boolean special) {
            return texts;
        }
    };

    /** The number of special tokens that are added to one text, or to two. */
    int added(boolean pair);

    /** Returns lists of tokens to be put one after the other, made of one text's or two; with special tokens or without. */
    List<Tokens> process(List<Tokens> texts, boolean special);

    /** All of them, one after the other. */
    static Processor sequence(List<Processor> processors) {
        var all = List.copyOf(processors);
        return new Processor() {
            @Override
            public int added(boolean pair) {
                return all.stream().mapToInt(processor -> processor.added(pair)).sum();
            }

            @Override
            public List<Tokens> process(List<Tokens> texts, boolean special) {
                var result = texts;
                for (var processor : all) {
                    result = processor.process(result, special);
                }
                return result;
            }
        };
    }
}
