package io.lanewise.perf.peers;

import java.util.HashMap;
import java.util.Map;

/** OpenBLAS with its kernels of 256-bit vectors, the faster ones on some processors that have wider vectors. */
public final class OpenBlasHaswell extends OpenBlas {
    @Override
    public String name() {
        return "OpenBLAS Haswell";
    }

    @Override
    public Map<String, String> environment(int threads, int vectorBits) {
        Map<String, String> environment = new HashMap<>(super.environment(threads, vectorBits));
        environment.put("OPENBLAS_CORETYPE", "Haswell");
        return environment;
    }

    @Override
    public boolean fair(int vectorBits) {
        return vectorBits >= 256 && System.getProperty("os.arch").equals("amd64");
    }
}
