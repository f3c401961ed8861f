/**
 * The command line. {@link io.lanewise.cli.Main} is the root command; each subcommand is a class of its own.
 *
 * <p>Invariant: the exit code is 0 for success, 1 for a failure with one clear line, 2 for wrong usage.
 */
@NullMarked
package io.lanewise.cli;

import org.jspecify.annotations.NullMarked;
