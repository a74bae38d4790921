package io.demijohn.itests.load;

import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/** The other floor: Jetty that reads a request and answers so many bytes. */
final class BareHttp implements AutoCloseable {

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    BareHttp(int bytes) throws Exception {
        byte[] answer = new byte[bytes];
        java.util.Arrays.fill(answer, (byte) ' ');
        byte[] last = "\"type\":\"ai\"".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        System.arraycopy(last, 0, answer, bytes - last.length, last.length);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(
                new Handler.Abstract() {
                    @Override
                    public boolean handle(Request request, Response response, Callback done) {
                        Content.Source.asByteBuffer(
                                request,
                                org.eclipse.jetty.util.Promise.from(
                                        body -> response.write(true, ByteBuffer.wrap(answer), done),
                                        done::failed));
                        return true;
                    }
                });
        server.start();
    }

    int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }
}
