/** What pipelines do, as Micrometer's meters. The only module that knows Micrometer. */
@NullMarked
package io.lanewise.metrics;

import org.jspecify.annotations.NullMarked;
