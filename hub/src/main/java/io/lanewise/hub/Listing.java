package io.lanewise.hub;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** The hub's list of a model's files at a commit. */
record Listing(String commit, List<String> files) {
    private static final int LONGEST = 64 << 20;
    private static final int MOST_FILES = 1_000_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(LONGEST)
                    .maxNestingDepth(64)
                    .build())
            .build();

    static Listing of(HubClient client, String model, String revision) throws IOException {
        var address = client.listing(model, revision);
        var response = client.get(address, 0);
        try (var body = response.body()) {
            if (response.statusCode() != 200) {
                throw Refusal.of(response, address, model, revision, "the list of its files");
            }
            return read(address, body);
        }
    }

    private static Listing read(URI address, InputStream body) throws IOException {
        var commit = "";
        var files = new ArrayList<String>();
        try (var parser = JSON.createParser(body)) {
            parser.nextToken();
            for (var key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
                var token = parser.nextToken();
                if (key.equals("sha")) {
                    commit = parser.getText();
                } else if (key.equals("siblings") && token == JsonToken.START_ARRAY) {
                    readFiles(parser, files);
                } else {
                    parser.skipChildren();
                }
            }
        } catch (JsonProcessingException e) {
            throw new HubException(address + ": the list of files is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new ConnectionException(address + ": the list of files broke off", e);
        }
        if (!Names.isCommit(commit)) {
            throw new HubException(address + ": the list of files names the commit " + Names.quoted(commit)
                    + "; expected 40 hexadecimal digits");
        }
        files.sort(null);
        return new Listing(commit, List.copyOf(files));
    }

    /** Names that would leave the model's folder are left out: nobody can ask for them. */
    private static void readFiles(JsonParser parser, List<String> files) throws IOException {
        while (parser.nextToken() == JsonToken.START_OBJECT && files.size() < MOST_FILES) {
            for (var key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
                var token = parser.nextToken();
                if (key.equals("rfilename") && token == JsonToken.VALUE_STRING && Names.isFile(parser.getText())) {
                    files.add(parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
        }
    }
}
