package io.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelSizeTest {
    /** Above about this size, the profiling compiler runs out of registers for a kernel and leaves it slow for ever. */
    private static final int LARGEST = 2000;

    @Test
    void everyGeneratedKernelHasFewerThan2000BytesOfBytecode() {
        List<String> tooLarge = new ArrayList<>();
        for (String name : GeneratedKernels.classes()) {
            for (MethodModel method : GeneratedKernels.bytecode(name)) {
                int size = ((CodeAttribute) method.code().orElseThrow()).codeLength();
                if (size >= LARGEST) {
                    tooLarge.add(name + "." + method.methodName().stringValue() + ": " + size + " bytes");
                }
            }
        }
        assertThat(GeneratedKernels.classes()).isNotEmpty();
        assertThat(tooLarge).isEmpty();
    }
}
