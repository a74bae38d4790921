package io.demijohn.itests.battery;

import java.nio.charset.StandardCharsets;

/** Requests as bytes on the wire. */
final class Requests {

    private Requests() {}

    static byte[] post(Node node, String path, String body) {
        return with("POST", node, path, "", body);
    }

    static byte[] get(Node node, String path) {
        return bytes(head("GET", node, path, ""));
    }

    /** A request with a JSON body and its length. */
    static byte[] with(String method, Node node, String path, String headers, String body) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        byte[] head =
                bytes(
                        head(
                                method,
                                node,
                                path,
                                headers + "Content-Length: " + content.length + "\r\n"));
        byte[] all = new byte[head.length + content.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(content, 0, all, head.length, content.length);
        return all;
    }

    /** Line and headers, with the empty line after them. */
    static String head(String method, Node node, String path, String headers) {
        return method
                + " "
                + path
                + " HTTP/1.1\r\nHost: localhost\r\nx-api-key: "
                + node.key()
                + "\r\nContent-Type: application/json\r\n"
                + headers
                + "\r\n";
    }

    /** A chat completion of the upstream that is ours. */
    static String chat(boolean stream, String prompt) {
        return "{\"model\":\"mock\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
                .formatted(stream, prompt);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
