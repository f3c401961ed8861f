package io.lanewise.hub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an etag says of the content: 64 hexadecimal digits are its SHA-256 (files in LFS), 40 are the SHA-1 that git
 * gives it as a blob, and anything else says nothing.
 */
enum Checksum {
    SHA_256("SHA-256"),
    GIT_SHA_1("SHA-1"),
    NONE("");

    private static final Pattern HEX = Pattern.compile("[0-9a-f]+");
    private static final int BUFFER = 1 << 16;

    private final String algorithm;

    Checksum(String algorithm) {
        this.algorithm = algorithm;
    }

    static Checksum of(String etag) {
        if (!HEX.matcher(etag).matches()) {
            return NONE;
        }
        return switch (etag.length()) {
            case 64 -> SHA_256;
            case 40 -> GIT_SHA_1;
            default -> NONE;
        };
    }

    /** The checksum of a file's content in hexadecimal digits, or null where there is none to compare with. */
    @Nullable
    String compute(Path file) throws IOException {
        if (this == NONE) {
            return null;
        }
        var digest = digest();
        if (this == GIT_SHA_1) {
            digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII));
        }
        try (var in = Files.newInputStream(file)) {
            var buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private MessageDigest digest() {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has " + algorithm, e);
        }
    }
}
