/** How a text is cut into words. */
@NullMarked
package io.lanewise.tokenizers.pretokenizers;

import org.jspecify.annotations.NullMarked;
