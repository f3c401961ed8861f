package io.lanewise.autograd;

import io.lanewise.tensor.Tensor;

/**
 * A tensor that a derivative needs, with the version that its storage had. The tensor keeps its place on the tape, so
 * that what is computed from it while walking back can be differentiated again.
 */
final class Saved {
    private final String operation;
    private final Tensor tensor;
    private final int version;

    Saved(String operation, Tensor tensor, int version) {
        this.operation = operation;
        this.tensor = tensor;
        this.version = version;
    }

    /**
     * The tensor as it was.
     *
     * @throws IllegalStateException when its elements were changed in place since
     */
    Tensor get() {
        int now = tensor.storage().version();
        if (now != version) {
            throw new IllegalStateException("backward: a tensor of shape " + tensor.shape() + " saved for `" + operation
                    + "`, modified in place since (version " + now + ", was " + version
                    + "); change a copy of it, or use the form that returns a new tensor");
        }
        return tensor;
    }
}
