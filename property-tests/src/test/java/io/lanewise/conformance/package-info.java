/**
 * Conformance with PyTorch: the cases of PyTorch's own operator database, computed by PyTorch, are run on Lanewise.
 *
 * <p>Read {@link io.lanewise.conformance.Case} (what a case holds), {@link io.lanewise.conformance.Archive} (where it
 * comes from), {@link io.lanewise.conformance.Table} (which method it calls: the only place that knows PyTorch's call
 * conventions; a topic a file, ElementwiseTable and its kin), {@link io.lanewise.conformance.Runner} (how it is judged)
 * and {@link io.lanewise.conformance.ConformanceTest} (what the build demands).
 *
 * <p>Invariant: the table calls the public API and computes nothing.
 */
@NullMarked
package io.lanewise.conformance;

import org.jspecify.annotations.NullMarked;
