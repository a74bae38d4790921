package io.demijohn.gateway.internal.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;

/** Says that the server is full, whatever is asked, and closes. */
final class RefusedConnection extends AbstractConnection {

    private static final String BODY =
            "{\"detail\":\"Too many connections: try again later, or raise max.connections\"}";
    private static final byte[] ANSWER =
            ("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\n"
                            + "Content-Type: application/json\r\nContent-Length: "
                            + BODY.length()
                            + "\r\n\r\n"
                            + BODY)
                    .getBytes(StandardCharsets.US_ASCII);

    RefusedConnection(EndPoint endPoint, Executor executor) {
        super(endPoint, executor);
    }

    // Waiting for the request first means that closing does not reset what the caller has sent.
    @Override
    public void onOpen() {
        super.onOpen();
        getEndPoint().setIdleTimeout(1_000);
        fillInterested();
    }

    @Override
    public void onFillable() {
        try {
            getEndPoint().fill(ByteBuffer.allocate(8192).limit(0));
        } catch (java.io.IOException e) {
            close();
            return;
        }
        getEndPoint()
                .write(Callback.from(this::close, failure -> close()), ByteBuffer.wrap(ANSWER));
    }
}
