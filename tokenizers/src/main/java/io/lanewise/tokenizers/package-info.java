/**
 * Texts to ids and back. Read {@link io.lanewise.tokenizers.Tokenizer}, then {@link io.lanewise.tokenizers.Encoding}.
 *
 * <p>A text is cut at the added tokens, normalized, cut into words, and each word cut into tokens by the model; then
 * special tokens are put around. Invariant: every char carries the code points of the original text that it came from, so
 * that a token can always say where it stands.
 */
@NullMarked
package io.lanewise.tokenizers;

import org.jspecify.annotations.NullMarked;
