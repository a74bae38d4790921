package io.demijohn.itests.crash.outside;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * The process: {@code Outside LOG PORT-FILE}. Its tools {@code /pay}, {@code /put} and {@code
 * /look} take a job and a round.
 */
public final class Outside {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final CallLog log;

    private Outside(CallLog log) {
        this.log = log;
    }

    /**
     * Runs until it is killed.
     *
     * @param arguments the log's file; the file to say the port in
     * @throws IOException when it cannot start
     */
    public static void main(String[] arguments) throws IOException {
        var outside = new Outside(new CallLog(Path.of(arguments[0])));
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/v1/chat/completions", outside::model);
        server.createContext("/pay", outside::tool);
        server.createContext("/put", outside::tool);
        server.createContext("/look", outside::tool);
        server.start();
        Path part = Path.of(arguments[1] + ".part");
        Files.writeString(part, String.valueOf(server.getAddress().getPort()));
        Files.move(part, Path.of(arguments[1]), StandardCopyOption.ATOMIC_MOVE);
    }

    private void model(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = JSON.readTree(exchange.getRequestBody());
            Script script = Script.of(request.get("messages"));
            log.write("model", script.job(), script.round(), "-");
            pause(50, 400);
            exchange.getResponseHeaders().add("content-type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            for (String chunk : script.chunks()) {
                exchange.getResponseBody()
                        .write(("data: " + chunk + "\n\n").getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
                pause(5, 40);
            }
        }
    }

    private void tool(HttpExchange exchange) throws IOException {
        try (exchange) {
            String kind = exchange.getRequestURI().getPath().substring(1);
            JsonNode arguments = arguments(exchange);
            String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
            String job = arguments.get("job").asText();
            int round = arguments.get("round").asInt();
            log.write(kind, job, round, key == null ? "-" : key);
            pause(20, 300);
            byte[] text = (kind + " done for " + job).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
        }
    }

    private static JsonNode arguments(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String query = exchange.getRequestURI().getQuery();
        if (query == null) {
            return JSON.readTree(body);
        }
        var arguments = JSON.createObjectNode();
        for (String pair : query.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            arguments.put(parts[0], parts[1]);
        }
        return arguments;
    }

    /** How long the outside world takes: the load is made of waits, not of work. */
    private static void pause(int fromMillis, int toMillis) {
        Random random = ThreadLocalRandom.current();
        int millis = fromMillis + random.nextInt(toMillis - fromMillis);
        LockSupport.parkNanos(millis * 1_000_000L);
    }
}
