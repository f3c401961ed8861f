/** The files that define a tokenizer. They may come from strangers: lengths, depths and counts are bounded, and what is wrong is named with its place. */
@NullMarked
package io.lanewise.tokenizers.files;

import org.jspecify.annotations.NullMarked;
