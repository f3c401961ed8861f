package io.lanewise.nn;

import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.io.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The state of several things, and notes, in one safetensors file: enough to go on with a training to the last bit.
 *
 * <pre>{@code
 * new Checkpoint().put("model", model).put("optimizer", optimizer).put("loader", loader).note("seed", "1").save(file);
 *
 * var saved = Checkpoint.load(file);
 * saved.restore("model", model).restore("optimizer", optimizer).restore("loader", loader);
 * }</pre>
 *
 * <p>A file is written under another name and then takes the place of the earlier one, so that whatever happens there
 * is always a whole file.
 */
public final class Checkpoint {
    private static final String FORMAT = "lanewise.checkpoint";
    private static final String VERSION = "1";

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, String> notes = new LinkedHashMap<>();

    /** Adds the state of one thing; its tensors are read when the file is written. */
    public Checkpoint put(String name, Stateful thing) {
        return put(name, thing.stateDict());
    }

    /** Adds named tensors. */
    public Checkpoint put(String name, Map<String, Tensor> state) {
        state.forEach((key, tensor) -> tensors.put(name + "/" + key, tensor));
        return this;
    }

    /** Adds a text. */
    public Checkpoint note(String name, String text) {
        notes.put(name, text);
        return this;
    }

    /** The state of one thing; empty where there is none of that name. */
    public Map<String, Tensor> state(String name) {
        var state = new LinkedHashMap<String, Tensor>();
        tensors.forEach((key, tensor) -> {
            if (key.startsWith(name + "/")) {
                state.put(key.substring(name.length() + 1), tensor);
            }
        });
        return state;
    }

    /**
     * Brings the state of one thing back.
     *
     * @throws StateException when it does not fit
     */
    public Checkpoint restore(String name, Stateful thing) {
        thing.loadStateDict(state(name));
        return this;
    }

    /**
     * A text that was added.
     *
     * @throws StateException when there is none of that name
     */
    public String note(String name) {
        var text = notes.get(name);
        if (text == null) {
            throw new StateException("checkpoint: it has no '" + name + "'");
        }
        return text;
    }

    /** Writes the file; until it is whole, an earlier one of that name stays. */
    public void save(Path file) throws IOException {
        var metadata = new LinkedHashMap<String, String>();
        metadata.put(FORMAT, VERSION);
        metadata.putAll(notes);
        Safetensors.write(file, tensors, metadata);
    }

    /**
     * Reads a file.
     *
     * @throws IOException when it cannot be read or is no safetensors file
     * @throws StateException when it is one, but no checkpoint
     */
    public static Checkpoint load(Path file) throws IOException {
        var content = Safetensors.read(file);
        if (!VERSION.equals(content.metadata().get(FORMAT))) {
            throw new StateException(
                    file + ": no checkpoint of version " + VERSION + ": expected '" + FORMAT + "' in its metadata");
        }
        var checkpoint = new Checkpoint();
        checkpoint.tensors.putAll(content.tensors());
        checkpoint.notes.putAll(content.metadata());
        checkpoint.notes.remove(FORMAT);
        return checkpoint;
    }
}
