package io.demijohn.gateway.internal.server;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;

/** HTTP/1.1 up to a number of connections; the next one is told to come back. */
final class LimitedHttp extends HttpConnectionFactory {

    private final int maxConnections;

    LimitedHttp(HttpConfiguration configuration, int maxConnections) {
        super(configuration);
        this.maxConnections = maxConnections;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        boolean full =
                connector instanceof WatchedConnector watched
                        && watched.connections() > maxConnections;
        return full
                ? new RefusedConnection(endPoint, connector.getExecutor())
                : super.newConnection(connector, endPoint);
    }
}
