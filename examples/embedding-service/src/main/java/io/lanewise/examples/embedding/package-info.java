/**
 * An HTTP service around one embedder. Read {@link io.lanewise.examples.embedding.EmbeddingService} (the routes), then
 * {@code EmbeddingsRoute} (one request) and {@code EmbeddingRequest} (what may be asked).
 */
@NullMarked
package io.lanewise.examples.embedding;

import org.jspecify.annotations.NullMarked;
