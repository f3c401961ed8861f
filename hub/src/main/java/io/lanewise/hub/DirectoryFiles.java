package io.lanewise.hub;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;

/** The files of a folder. Links are followed: a snapshot of the hub's cache consists of them. */
record DirectoryFiles(Path folder) implements ModelFiles {
    private static final int DEEPEST = 16;

    static DirectoryFiles of(Path folder) throws NotDirectoryException {
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        return new DirectoryFiles(folder);
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
