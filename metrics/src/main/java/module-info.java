/** What pipelines do, as Micrometer's meters. */
module io.lanewise.metrics {
    requires static org.jspecify;
    requires transitive io.lanewise.pipelines;
    requires micrometer.core;

    exports io.lanewise.metrics;
}
