package io.lanewise.perf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.perf.subjects.Topics;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SubjectTest {
    private static List<Subject> all() {
        return Topics.all().stream()
                .flatMap(topic -> topic.subjects().get().stream())
                .toList();
    }

    @Test
    void aNameMeansOneSubject() {
        assertThat(all().stream().map(Subject::name)).isNotEmpty().doesNotHaveDuplicates();
    }

    @Test
    void whatAPeerDoesTooIsComparedWithATolerance() {
        assertThat(all().stream().filter(subject -> subject.task() != null))
                .isNotEmpty()
                .allMatch(subject -> subject.tolerance() > 0);
    }

    @Test
    void anUnknownNameIsRefused() {
        assertThatThrownBy(() -> Topics.subject("f32_nothing"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no subject is called f32_nothing");
    }

    @Test
    void resultsThatDifferByMoreThanTheToleranceAreRefused() {
        double[] expected = {100, 1};
        assertThatCode(() -> Data.check("sum", new double[] {100, 1.0009}, expected, 1e-5))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Data.check("sum", new double[] {100, 1.002}, expected, 1e-5))
                .hasMessage("sum: result 1 is 1.002 against 1.0");
        assertThatThrownBy(() -> Data.check("sum", new double[] {100, Double.NaN}, expected, 1e-5))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> Data.check("sum", new double[] {100}, expected, 1e-5))
                .hasMessage("sum: 1 results against 2");
    }

    @Test
    void theSlowerOfArithmeticAndMemoryIsTheLimit() {
        var limits = new MachineLimits(100e9, 50e9, Map.of(1 << 20, 10e9), Map.of(1 << 20, 20e9));
        double bytes = 1 << 20;
        Cost arithmetic = Cost.arithmetic(1e9, bytes / 2, bytes / 2);
        Cost copying = Cost.memory(1, bytes / 2, bytes / 2);
        Cost reading = Cost.memory(1, bytes, 0);
        assertThat(limits.least(subject("f32", arithmetic))).isEqualTo(0.01);
        assertThat(limits.least(subject("f64", arithmetic))).isEqualTo(0.02);
        assertThat(limits.least(subject("f32", copying))).isEqualTo(bytes / 10e9);
        assertThat(limits.least(subject("f32", reading))).isEqualTo(bytes / 20e9);
    }

    private static Subject subject(String dtype, Cost cost) {
        return Subject.of("kernel", "8", dtype, cost, () -> () -> {});
    }
}
