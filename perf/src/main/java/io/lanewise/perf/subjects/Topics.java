package io.lanewise.perf.subjects;

import io.lanewise.perf.Subject;
import io.lanewise.perf.Topic;
import java.util.List;

/** All topics, in the order in which they are measured and printed. */
public final class Topics {
    private Topics() {}

    public static List<Topic> all() {
        return List.of(
                new Topic("products", Products::subjects),
                new Topic("thin", ThinProducts::subjects),
                new Topic("stored", StoredProducts::subjects),
                new Topic("convolutions", Convolutions::subjects),
                new Topic("attention", Attention::subjects),
                new Topic("rows", RowFunctions::subjects),
                new Topic("elementwise", Elementwise::subjects),
                new Topic("reductions", Reductions::subjects),
                new Topic("movements", Movements::subjects),
                new Topic("types", Types::subjects),
                new Topic("optimizers", OptimizerSteps::subjects),
                new Topic("tiny", TinyOperations::subjects),
                new Topic("training", Training::subjects),
                new Topic("graphs", Graphs::subjects),
                new Topic("models", Models::subjects),
                new Topic("kernels", Kernels::subjects));
    }

    /** The subject of a name. */
    public static Subject subject(String name) {
        return all().stream()
                .flatMap(topic -> topic.subjects().get().stream())
                .filter(subject -> subject.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no subject is called " + name + "; lanewise bench --list --only . names them"));
    }
}
