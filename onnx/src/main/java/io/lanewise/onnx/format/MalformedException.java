package io.lanewise.onnx.format;

/** What is wrong with the bytes of a file, whose name the caller knows. */
final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedException(String problem) {
        super(problem);
    }
}
