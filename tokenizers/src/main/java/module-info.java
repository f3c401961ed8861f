/** Texts to ids and back: tokenizer.json, SentencePiece's models, tiktoken's vocabularies. */
module io.lanewise.tokenizers {
    requires static org.jspecify;
    requires com.fasterxml.jackson.core;

    exports io.lanewise.tokenizers;
}
