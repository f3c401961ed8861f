/**
 * What is measured, a file for each topic; {@link io.lanewise.perf.subjects.Topics} lists them.
 *
 * <p>A topic's subjects are made anew in each JVM and share it, so making one must cost little: arrays are made by the
 * work it supplies.
 */
@NullMarked
package io.lanewise.perf.subjects;

import org.jspecify.annotations.NullMarked;
