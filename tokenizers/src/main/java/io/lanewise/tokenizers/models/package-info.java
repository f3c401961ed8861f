/** How a word is cut into tokens of a vocabulary, and lists of tokens. */
@NullMarked
package io.lanewise.tokenizers.models;

import org.jspecify.annotations.NullMarked;
