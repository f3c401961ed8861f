package io.lanewise.perf;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** The peers on the class path. */
final class Peers {
    private Peers() {}

    /** All that were built: the list of providers names those of the profile {@code peers} too. */
    static List<Peer> all() {
        List<Peer> peers = new ArrayList<>();
        var providers = ServiceLoader.load(Peer.class).iterator();
        while (true) {
            try {
                if (!providers.hasNext()) {
                    return peers;
                }
                peers.add(providers.next());
            } catch (ServiceConfigurationError ignored) { // its class is not there
            }
        }
    }

    static Peer named(String name) {
        return all().stream()
                .filter(peer -> peer.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no peer is called " + name + "; there are "
                        + all().stream().map(Peer::name).toList()));
    }
}
