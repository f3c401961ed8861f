package io.lanewise.examples.embedding;

import java.time.Duration;

/**
 * What requests may ask.
 *
 * @param bodyBytes of a request
 * @param texts in it
 * @param characters of one text
 * @param heldBytes of the bodies and answers of all requests together
 * @param connections at a time; those beyond wait until others end
 * @param longest how long a request may take, from its first line to the last byte of its answer, and how long a
 *     connection may wait for one
 */
record Limits(int bodyBytes, int texts, int characters, long heldBytes, int connections, Duration longest) {}
