package io.demijohn.itests.battery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Requests that two parsers could read differently, are too large, or are packed. */
@ExtendWith(Shared.class)
class FramingIT {

    private static final String MARK = "smuggled-by-the-battery";
    private static final int BOMB = Scale.of(100 << 20, 2_000 << 20);

    private final Node node;

    FramingIT(Node node) {
        this.node = node;
    }

    private static Map<String, String> framings() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("length -1", "Content-Length: -1\r\n");
        headers.put("length 2^63", "Content-Length: 9223372036854775808\r\n");
        headers.put("length 2abc", "Content-Length: 2abc\r\n");
        headers.put("length +2", "Content-Length: +2\r\n");
        headers.put("two lengths", "Content-Length: 2\r\nContent-Length: 3\r\n");
        headers.put("list of lengths", "Content-Length: 2, 3\r\n");
        headers.put("CL and TE", "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n");
        headers.put("TE and CL", "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n");
        headers.put(
                "chunked, identity",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n");
        headers.put("xchunked", "Transfer-Encoding: xchunked\r\n");
        headers.put("chunked twice", "Transfer-Encoding: chunked, chunked\r\n");
        headers.put("space before colon", "Content-Length : 2\r\n");
        headers.put("folded line", "X-Folded: a\r\n b\r\nContent-Length: 2\r\n");
        headers.put("NUL", "X-Nul: a\0b\r\nContent-Length: 2\r\n");
        headers.put("bare LF", "Content-Length: 2\nX-Bare: lf\r\n");
        headers.put("bare CR", "Content-Length: 2\rX-Bare: cr\r\n");
        headers.put("no name", ": x\r\nContent-Length: 2\r\n");
        headers.put("two hosts", "Host: other.example\r\nContent-Length: 2\r\n");
        return headers;
    }

    @Test
    void framingThatCanBeReadInTwoWays() throws Exception {
        Case.run(
                node,
                "A4",
                framings().size()
                        + " kinds of framing that two parsers read differently, each with a second"
                        + " request behind it",
                "400 (or 501), connection closed, the second one never handled",
                () -> {
                    Map<String, Object> seen = new LinkedHashMap<>();
                    for (var framing : framings().entrySet()) {
                        seen.put(framing.getKey(), smuggle(framing.getValue()));
                    }
                    for (String chunk :
                            new String[] {
                                "2\n{}\r\n0\r\n\r\n",
                                "2;\0\r\n{}\r\n0\r\n\r\n",
                                "-2\r\n{}",
                                "7fffffffffffffff\r\n{}\r\n0\r\n\r\n",
                                "g\r\n"
                            }) {
                        Answer answer = chunked(chunk + second());
                        assertThat(answer.status()).as(chunk).isIn(400, 413, 408);
                    }
                    JsonNode made =
                            node.platform
                                    .api()
                                    .post(
                                            "/threads/search",
                                            "{\"metadata\":{\"by\":\"" + MARK + "\"}}");
                    assertThat(made).isEmpty();
                    return seen + ", 5 broken chunk sizes 400, 408 or 413; nothing smuggled";
                });
    }

    private int smuggle(String headers) throws IOException {
        try (Wire wire = new Wire(node.port())) {
            wire.send(Requests.head("POST", node, "/threads/search", headers) + "{}" + second());
            Answer answer = wire.answer();
            assertThat(answer.status()).as(headers).isIn(400, 501);
            assertThat(wire.all()).as("after %s", headers).isEmpty();
            return answer.status();
        }
    }

    private Answer chunked(String chunks) throws IOException {
        try (Wire wire = new Wire(node.port())) {
            return wire.send(
                            Requests.head(
                                            "POST",
                                            node,
                                            "/threads/search",
                                            "Transfer-Encoding: chunked\r\n")
                                    + chunks)
                    .answer();
        }
    }

    private String second() {
        return new String(
                Requests.post(node, "/threads", "{\"metadata\":{\"by\":\"" + MARK + "\"}}"),
                StandardCharsets.ISO_8859_1);
    }

    @Test
    void bodiesThatAreTooLarge() throws Exception {
        Case.run(
                node,
                "A4",
                "a body of 10 GB: announced, and in chunks without an end",
                "413 before a byte is read; 413 at max.body.bytes (4 MiB), connection closed",
                () -> {
                    try (Wire wire = new Wire(node.port())) {
                        wire.send(
                                Requests.head(
                                        "POST",
                                        node,
                                        "/threads/search",
                                        "Content-Length: 10737418240\r\n"));
                        assertThat(wire.answer().status()).isEqualTo(413);
                        assertThat(wire.all()).isEmpty();
                    }
                    try (Wire wire = new Wire(node.port())) {
                        wire.send(
                                Requests.head(
                                        "POST",
                                        node,
                                        "/threads/search",
                                        "Transfer-Encoding: chunked\r\n"));
                        byte[] chunk =
                                ("10000\r\n" + "x".repeat(65536) + "\r\n")
                                        .getBytes(StandardCharsets.US_ASCII);
                        long taken = wire.sendUntilClosed(chunk, 256L << 20);
                        assertThat(taken).isLessThan(12L << 20);
                        return "413; closed after %,d KB, with what was under way"
                                .formatted(taken / 1024);
                    }
                });
    }

    @Test
    void headsThatAreTooLargeAndPathsThatLeadElsewhere() throws Exception {
        Map<String, String> requests = new LinkedHashMap<>();
        requests.put("header of 100 KB", get("/ok", "X-Long: " + "a".repeat(100_000) + "\r\n"));
        requests.put("1,000 headers", get("/ok", "X-Header-Of-Some-Length: 1\r\n".repeat(1_000)));
        requests.put("address of 64 KB", get("/" + "a".repeat(65_536), ""));
        requests.put("%00", get("/threads/%00/state", ""));
        requests.put("..%2f", get("/threads/..%2f..%2fetc%2fdemijohn.keys", ""));
        requests.put("../", get("/../../etc/passwd", ""));
        requests.put("%2e%2e", get("/threads/%2e%2e/state", ""));
        requests.put("%252e", get("/threads/%252e%252e/state", ""));
        requests.put("//", get("//admin/agents", ""));
        requests.put("/./", get("/./admin/agents", ""));
        requests.put("backslash", get("/threads/..%5c..%5cetc", ""));
        requests.put("overlong UTF-8", get("/threads/%c0%ae%c0%ae/state", ""));
        requests.put("raw overlong UTF-8", get("/threads/\u00c0\u00ae/state", ""));
        requests.put(";parameter", get("/admin;x=1/agents", ""));
        requests.put("absolute address", get("http://evil.example/admin/agents", ""));
        requests.put("host of another", "GET /ok HTTP/1.1\r\nHost: evil.example\r\n\r\n");
        requests.put("no host", "GET /ok HTTP/1.1\r\n\r\n");
        requests.put("HTTP/0.9", "GET /ok\r\n\r\n");
        requests.put("HTTP/3.7", "GET /ok HTTP/3.7\r\nHost: localhost\r\n\r\n");
        requests.put("CONNECT", "CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1:22\r\n\r\n");
        requests.put("TRACE", "TRACE /ok HTTP/1.1\r\nHost: localhost\r\n\r\n");
        requests.put("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        requests.put(
                "TLS hello",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\r\n\r\n");
        Case.run(
                node,
                "A5",
                requests.size() + " heads that are too large, and addresses in other words",
                "400, 404, 405, 414, 421, 426, 431 or 505; nothing outside the route table",
                () -> {
                    Map<String, Integer> seen = new TreeMap<>();
                    for (var request : requests.entrySet()) {
                        seen.put(request.getKey(), refused(request.getKey(), request.getValue()));
                    }
                    return seen.toString();
                });
    }

    private int refused(String what, String request) throws IOException {
        try (Wire wire = new Wire(node.port())) {
            Answer answer = wire.send(request).answer();
            assertThat(answer.status())
                    .as(what)
                    .isIn(0, 400, 404, 405, 414, 421, 422, 426, 431, 505);
            assertThat(answer.body()).as(what).doesNotContain("root:", "sha256", "instructions");
            return answer.status();
        }
    }

    private String get(String path, String headers) {
        return Requests.head("GET", node, path, headers);
    }

    @Test
    void compressedBodies() throws Exception {
        byte[] bomb = gzip(BOMB);
        Map<String, byte[]> bodies = new LinkedHashMap<>();
        bodies.put("gzip", bomb);
        bodies.put("gzip, gzip", pack(bomb));
        bodies.put("deflate", deflate());
        bodies.put("GZIP", new byte[] {31, -117, 8, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7});
        bodies.put("br", new byte[100]);
        bodies.put("identity, gzip", bomb);
        Case.run(
                node,
                "A6",
                "compression bombs of "
                        + Scale.text(100 << 20, 2_000 << 20)
                        + " bytes: gzip, nested, deflate with a wrong end, br; as Content-Encoding"
                        + " and as Transfer-Encoding",
                "415 or 400, nothing is unpacked",
                () -> {
                    Map<String, Integer> seen = new LinkedHashMap<>();
                    for (var body : bodies.entrySet()) {
                        seen.put(body.getKey(), encoded(body.getKey(), body.getValue()));
                    }
                    try (Wire wire = new Wire(node.port())) {
                        wire.send(
                                Requests.head(
                                                "POST",
                                                node,
                                                "/threads/search",
                                                "Transfer-Encoding: gzip, chunked\r\n")
                                        + "4\r\n\u001f\u008b\b\u0000\r\n0\r\n\r\n");
                        int status = wire.answer().status();
                        assertThat(status).isIn(400, 501);
                        seen.put("transfer gzip", status);
                    }
                    return seen.toString();
                });
    }

    private int encoded(String encoding, byte[] body) throws IOException {
        try (Wire wire = new Wire(node.port())) {
            wire.send(
                    Requests.head(
                            "POST",
                            node,
                            "/threads/search",
                            "Content-Encoding: "
                                    + encoding
                                    + "\r\nContent-Length: "
                                    + body.length
                                    + "\r\n"));
            wire.sendUntilClosed(body, body.length);
            Answer answer = wire.answer();
            assertThat(answer.status()).as(encoding).isEqualTo(415);
            return answer.status();
        }
    }

    static byte[] gzip(int zeros) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        byte[] block = new byte[1 << 20];
        try (OutputStream out = new GZIPOutputStream(packed)) {
            for (int done = 0; done < zeros; done += block.length) {
                out.write(block);
            }
        }
        return packed.toByteArray();
    }

    private static byte[] pack(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    /** Its checksum and end are cut off. */
    private static byte[] deflate() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new DeflaterOutputStream(packed)) {
            out.write(new byte[1 << 20]);
        }
        return java.util.Arrays.copyOf(packed.toByteArray(), packed.size() - 6);
    }
}
