package io.lanewise.nn;

import io.lanewise.tensor.Tensor;
import java.util.Iterator;
import java.util.List;

/** Modules of one kind, named 0, 1, …; who owns the list says how they are called. */
public final class ModuleList<M extends Module> extends Module implements Iterable<M> {
    private final List<M> modules;

    public ModuleList(List<? extends M> modules) {
        this.modules = List.copyOf(modules);
        for (int i = 0; i < modules.size(); i++) {
            module(Integer.toString(i), this.modules.get(i));
        }
    }

    public M get(int index) {
        return modules.get(index);
    }

    public int size() {
        return modules.size();
    }

    @Override
    public Iterator<M> iterator() {
        return modules.iterator();
    }

    /** @throws UnsupportedOperationException always: a list is no function; {@link Sequential} is */
    @Override
    public Tensor forward(Tensor input) {
        throw new UnsupportedOperationException("ModuleList: a list of modules has no forward; call its modules");
    }
}
