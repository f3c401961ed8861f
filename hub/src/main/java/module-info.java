/** The files of models: in a folder, on the class path, or on a hub, through the cache that Python uses as well. */
module io.lanewise.hub {
    requires static org.jspecify;
    requires transitive io.lanewise.tensor;
    requires transitive java.net.http;
    requires com.fasterxml.jackson.core;

    exports io.lanewise.hub;
}
