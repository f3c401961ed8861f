/** What is done to a text before it is cut into words. */
@NullMarked
package io.lanewise.tokenizers.normalizers;

import org.jspecify.annotations.NullMarked;
