/** Tokens to text. */
@NullMarked
package io.lanewise.tokenizers.decoders;

import org.jspecify.annotations.NullMarked;
