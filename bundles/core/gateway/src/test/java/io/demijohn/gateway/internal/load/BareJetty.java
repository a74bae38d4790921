package io.demijohn.gateway.internal.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** What Jetty does when nobody asks it for anything: reads the body, answers fixed bytes. */
final class BareJetty implements AutoCloseable {

    private final Server server;

    BareJetty(int answerBytes) throws Exception {
        byte[] answer = "x".repeat(answerBytes).getBytes(StandardCharsets.US_ASCII);
        server = new Server(new QueuedThreadPool(64, 4));
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(
                new Handler.Abstract() {
                    @Override
                    public boolean handle(Request request, Response response, Callback callback)
                            throws Exception {
                        Content.Source.asByteBuffer(request);
                        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
                        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.length);
                        response.write(true, ByteBuffer.wrap(answer), callback);
                        return true;
                    }
                });
        server.start();
    }

    int port() {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }
}
