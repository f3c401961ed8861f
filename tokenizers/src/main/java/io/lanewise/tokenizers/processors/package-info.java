/** Special tokens around texts. */
@NullMarked
package io.lanewise.tokenizers.processors;

import org.jspecify.annotations.NullMarked;
