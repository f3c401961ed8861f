package io.lanewise.hub;

import java.net.URI;
import java.net.http.HttpResponse;

/** What a hub's refusal means, in words that say what helps. */
final class Refusal {
    private Refusal() {}

    /** Whether the hub says that the model, at this revision, has no such file. */
    static boolean isNoSuchFile(HttpResponse<?> response) {
        return response.statusCode() == 404 && code(response).equals("EntryNotFound");
    }

    /** The exception for an answer that is not the file. */
    static HubException of(HttpResponse<?> response, URI address, String model, String revision, String what) {
        int status = response.statusCode();
        var code = code(response);
        var reason =
                switch (code) {
                    case "GatedRepo" ->
                        "access is granted to those who accepted the model's terms on its page; accept"
                                + " them, and set HF_TOKEN";
                    case "RevisionNotFound" -> "the model has no revision " + Names.quoted(revision);
                    case "EntryNotFound" -> "the model has no such file";
                    case "RepoNotFound" -> notFound();
                    default -> byStatus(status);
                };
        return new HubException(
                status, model + ", " + what + ": the hub answers " + status + ": " + reason + " (" + address + ")");
    }

    private static String byStatus(int status) {
        return switch (status) {
            case 401 -> notFound();
            case 403 -> "this token may not read the model";
            case 404 -> "there is nothing at this address";
            default -> "it was expected to send the file";
        };
    }

    private static String notFound() {
        return "there is no such model, or it is private: check its name, or set HF_TOKEN to a token that may read it";
    }

    private static String code(HttpResponse<?> response) {
        return response.headers().firstValue("X-Error-Code").orElse("");
    }
}
