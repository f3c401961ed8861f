package io.lanewise.examples.embedding;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Clients that break off, stall, or do not listen, over sockets of their own. */
final class RudeClients implements AutoCloseable {
    private static final int SMALL_WINDOW = 2048;
    private static final long DRIP_MILLIS = 100;

    /** So many answers are more than the buffers between here and there hold. */
    private static final int DEAF_REQUESTS = 100;

    private final InetSocketAddress address;
    private final byte[] head;
    private final byte[] body;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private int started;

    /** What a client does to the service. */
    enum Manner {
        /** Goes away in the middle of the headers. */
        BREAKS_HEADERS,
        /** Resets the connection in the middle of the body. */
        BREAKS_BODY,
        /** Resets the connection once it has asked. */
        BREAKS_ANSWER,
        /** Sends half of the headers, and waits. */
        STALLS_HEADERS,
        /** Sends half of the body, and waits. */
        STALLS_BODY,
        /** Sends the body byte by byte, each in time. */
        DRIPS_BODY,
        /** Asks often, and reads no answer. */
        IS_DEAF
    }

    RudeClients(URI service, Question question) {
        this.address = new InetSocketAddress(service.getHost(), service.getPort());
        this.body = question.body();
        this.head = ("POST /v1/embeddings HTTP/1.1\r\nHost: " + service.getAuthority()
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Starts one client; they take turns in their manners. */
    void start() {
        var manners = Manner.values();
        start(manners[started++ % manners.length]);
    }

    void start(Manner manner) {
        threads.execute(() -> {
            try {
                untilLetGo(manner);
            } catch (IOException _) {
                // The service let go, as it may at any moment.
            }
        });
    }

    /** Waits until no client is connected. */
    void awaitLetGo() throws InterruptedException {
        threads.shutdown();
        while (!threads.awaitTermination(1, TimeUnit.SECONDS)) {
            // The test has a limit.
        }
    }

    /** Behaves so until the client is through, or the service ends the connection, which may be an exception. */
    private void untilLetGo(Manner manner) throws IOException {
        try (var socket = new Socket()) {
            open.add(socket);
            socket.setReceiveBufferSize(SMALL_WINDOW);
            socket.connect(address);
            behave(manner, socket);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.removeIf(Socket::isClosed);
        }
    }

    private void behave(Manner manner, Socket socket) throws IOException, InterruptedException {
        var out = socket.getOutputStream();
        var half = Arrays.copyOf(body, body.length / 2);
        switch (manner) {
            case BREAKS_HEADERS -> out.write(head, 0, head.length / 2);
            case BREAKS_BODY -> {
                out.write(head);
                out.write(half);
                socket.setSoLinger(true, 0);
            }
            case BREAKS_ANSWER -> {
                out.write(head);
                out.write(body);
                socket.setSoLinger(true, 0);
            }
            case STALLS_HEADERS -> {
                out.write(head, 0, head.length / 2);
                socket.getInputStream().readAllBytes();
            }
            case STALLS_BODY -> {
                out.write(head);
                out.write(half);
                socket.getInputStream().readAllBytes();
            }
            case DRIPS_BODY -> {
                out.write(head);
                for (byte _ : body) {
                    out.write(' ');
                    Thread.sleep(DRIP_MILLIS);
                }
                socket.getInputStream().readAllBytes();
            }
            case IS_DEAF -> {
                for (int i = 0; i < DEAF_REQUESTS; i++) {
                    out.write(head);
                    out.write(body);
                }
                while (true) {
                    out.write(' ');
                    Thread.sleep(DRIP_MILLIS);
                }
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        for (var socket : open) {
            try {
                socket.close();
            } catch (IOException _) {
                // It is gone either way.
            }
        }
        threads.close();
    }
}
