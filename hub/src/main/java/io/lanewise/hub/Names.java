package io.lanewise.hub;

import java.util.regex.Pattern;

/** The names that may become paths or addresses: of models, revisions and files. */
final class Names {
    private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)?");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    private static final int LONGEST_MODEL = 96;
    private static final int LONGEST_PATH = 1024;
    private static final int LONGEST_PART = 255;

    private Names() {}

    /** Returns a model's name, {@code organization/name} or {@code name}. */
    static String checkModel(String name) {
        if (name.length() > LONGEST_MODEL
                || !MODEL.matcher(name).matches()
                || name.contains("--")
                || name.contains("..")
                || name.endsWith("-")
                || name.endsWith(".")
                || name.endsWith(".git")) {
            throw new IllegalArgumentException("hub: " + quoted(name) + " is not the name of a model; expected"
                    + " \"organization/name\" of letters, digits, '-', '_' and '.', at most " + LONGEST_MODEL);
        }
        return name;
    }

    /** Whether this could be {@code organization/name}. */
    static boolean isTwoParts(String name) {
        return name.indexOf('/') > 0 && MODEL.matcher(name).matches();
    }

    /** Returns a revision: a branch, a tag, a reference such as {@code refs/pr/1}, or a commit. */
    static String checkRevision(String revision) {
        return checkPath(revision, "a revision; expected a branch, a tag or a commit");
    }

    /** Returns a file's name: parts with {@code /} between them, which stay within the model's folder. */
    static String checkFile(String name) {
        return checkPath(
                name, "the name of a model's file; expected a relative path with '/' that stays in its folder");
    }

    static boolean isFile(String name) {
        return isPath(name);
    }

    static boolean isCommit(String revision) {
        return COMMIT.matcher(revision).matches();
    }

    private static String checkPath(String path, String what) {
        if (!isPath(path)) {
            throw new IllegalArgumentException("hub: " + quoted(path) + " is not " + what);
        }
        return path;
    }

    private static boolean isPath(String path) {
        if (path.length() > LONGEST_PATH) {
            return false;
        }
        for (var part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..") || part.length() > LONGEST_PART) {
                return false;
            }
        }
        // A colon would name a drive or a stream on Windows.
        return path.chars().noneMatch(c -> c < ' ' || c == '\\' || c == ':' || c == 0x7f);
    }

    /** A text from outside in a message: in quotes, cut to a length that a message can bear, on one line. */
    static String quoted(String text) {
        var cut = text.length() > 100 ? text.substring(0, 100) + "..." : text;
        return "\"" + cut.replaceAll("\\p{Cntrl}", "?") + "\"";
    }
}
