/**
 * Files from strangers: small valid ones are changed at random, in their bytes and in their structure, and whatever comes
 * out must be read, or refused by the documented exceptions, soon and in little memory. Read {@link io.lanewise.fuzz.Fuzzer}
 * (how cases run), then {@link io.lanewise.fuzz.Mutator} (how files are changed), then one of the
 * classes {@code *Fuzz} among the tests of other modules.
 */
@NullMarked
package io.lanewise.fuzz;

import org.jspecify.annotations.NullMarked;
