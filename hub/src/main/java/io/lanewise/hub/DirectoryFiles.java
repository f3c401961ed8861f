package io.lanewise.hub;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The files of a folder. Links are followed: a snapshot of the hub's cache consists of them. */
record DirectoryFiles(Path folder) implements ModelFiles {
    private static final int DEEPEST = 16;

    static DirectoryFiles of(Path folder) throws FileSystemException {
        if (Files.isDirectory(folder)) {
            return new DirectoryFiles(folder);
        }
        if (Files.exists(folder)) {
            throw new FileSystemException(folder.toString(), null, "is a file; expected the folder of a model");
        }
        throw new NoSuchFileException(
                folder.toString(),
                null,
                "there is no such folder; expected the folder of a model, or organization/name for one on the hub");
    }

    /** Whether a person means a folder, there or not, and no model of the hub. */
    static boolean isMeant(String folderOrName) {
        if (!Names.isTwoParts(folderOrName)) {
            return true;
        }
        var organization = folderOrName.substring(0, folderOrName.indexOf('/'));
        return Files.exists(Path.of(folderOrName)) || Files.isDirectory(Path.of(organization));
    }

    @Override
    public Path path(String name) throws IOException {
        var path = folder.resolve(Names.checkFile(name));
        if (!Files.isRegularFile(path)) {
            throw new NoSuchFileException(path.toString(), null, "the model's folder has no such file");
        }
        return path;
    }

    @Override
    public boolean has(String name) {
        return Files.isRegularFile(folder.resolve(Names.checkFile(name)));
    }

    @Override
    public List<String> list() throws IOException {
        try (var paths = Files.walk(folder, DEEPEST, FileVisitOption.FOLLOW_LINKS)) {
            return paths.filter(Files::isRegularFile)
                    .map(path -> folder.relativize(path).toString().replace(File.separatorChar, '/'))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public String name() {
        return folder.toString();
    }
}
