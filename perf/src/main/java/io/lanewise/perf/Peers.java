package io.lanewise.perf;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** The peers on the class path. */
final class Peers {
    private Peers() {}

    /** All that can be made; a provider whose own classes are missing is none. */
    static List<Peer> all() {
        List<Peer> peers = new ArrayList<>();
        var providers = ServiceLoader.load(Peer.class).iterator();
        while (true) {
            try {
                if (!providers.hasNext()) {
                    return peers;
                }
                peers.add(providers.next());
            } catch (ServiceConfigurationError e) {
                System.err.println("lanewise: bench: left out a peer: " + e.getMessage());
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
