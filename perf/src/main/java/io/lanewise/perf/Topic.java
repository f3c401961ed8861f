package io.lanewise.perf;

import java.util.List;
import java.util.function.Supplier;

/**
 * Subjects that belong together and share a JVM while they are measured.
 *
 * @param name of one word; patterns match it too
 * @param subjects makes the list; called again in each JVM, so it must be the same every time
 */
public record Topic(String name, Supplier<List<Subject>> subjects) {}
