package io.lanewise.hub;

import java.net.URI;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * What a hub says of a file before it is downloaded.
 *
 * @param size its bytes, or -1 where the hub does not say
 */
record RemoteFile(URI address, String commit, String etag, long size) {
    /** Larger files are not believed in. */
    static final long LARGEST = 1L << 40;

    static RemoteFile of(URI address, HttpResponse<?> response) throws HubException {
        var headers = response.headers();
        var commit = headers.firstValue("X-Repo-Commit").orElse("");
        if (!Names.isCommit(commit)) {
            throw new HubException(address + ": the answer's X-Repo-Commit is " + Names.quoted(commit)
                    + "; expected a commit of 40 hexadecimal digits: this is not a hub");
        }
        var linked = headers.firstValue("X-Linked-Etag");
        var etag = unquoted(linked.or(() -> headers.firstValue("ETag")).orElse(""));
        if (!HubCache.isEtag(etag)) {
            throw new HubException(address + ": the answer's etag is " + Names.quoted(etag)
                    + "; expected letters and digits, by which the cache can name the content");
        }
        var size = headers.firstValue("X-Linked-Size").orElse(null);
        if (size == null && response.statusCode() == 200) { // a redirect's length would be that of its own page
            size = headers.firstValue("Content-Length").orElse(null);
        }
        return new RemoteFile(address, commit, etag, parseSize(address, size));
    }

    private static String unquoted(String etag) {
        var strong = etag.startsWith("W/") ? etag.substring(2) : etag;
        return strong.length() >= 2 && strong.startsWith("\"") && strong.endsWith("\"")
                ? strong.substring(1, strong.length() - 1)
                : strong;
    }

    private static long parseSize(URI address, @Nullable String text) throws HubException {
        if (text == null) {
            return -1;
        }
        try {
            long size = Long.parseLong(text);
            if (size >= 0 && size <= LARGEST) {
                return size;
            }
        } catch (NumberFormatException e) {
            throw new HubException(badSize(address, text), e);
        }
        throw new HubException(badSize(address, text));
    }

    private static String badSize(URI address, String text) {
        return address + ": the answer's size is " + Names.quoted(text) + "; expected 0 to " + LARGEST + " bytes";
    }
}
