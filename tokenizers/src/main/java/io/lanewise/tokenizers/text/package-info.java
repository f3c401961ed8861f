/** Texts that remember where their chars came from, and the classes of code points. */
@NullMarked
package io.lanewise.tokenizers.text;

import org.jspecify.annotations.NullMarked;
