package io.lanewise.examples.embedding;

/**
 * What one request may ask.
 *
 * @param bodyBytes of the request
 * @param texts in it
 * @param characters of one text
 */
record Limits(int bodyBytes, int texts, int characters) {
    static final Limits STANDARD = new Limits(1 << 20, 256, 32_768);
}
