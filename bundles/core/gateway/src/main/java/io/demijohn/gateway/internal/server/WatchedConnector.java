package io.demijohn.gateway.internal.server;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Accepts connections and looks after them four times a second. */
final class WatchedConnector extends ServerConnector {

    private static final long LOOK_MILLIS = 250;

    private final Set<WatchedEndPoint> open = ConcurrentHashMap.newKeySet();
    private final long headNanos;

    WatchedConnector(Server server, long headMillis, ConnectionFactory... factories) {
        super(server, 1, 1, factories);
        this.headNanos = TimeUnit.MILLISECONDS.toNanos(headMillis);
    }

    int connections() {
        return open.size();
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(
            SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        WatchedEndPoint made =
                new WatchedEndPoint(channel, selector, key, getScheduler(), getExecutor());
        // Counted before anybody asks whether it is one too many: several are made at a time.
        open.add(made);
        return made;
    }

    @Override
    protected void onEndPointClosed(EndPoint endPoint) {
        super.onEndPointClosed(endPoint);
        open.remove(endPoint);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        lookLater();
    }

    private void lookLater() {
        getScheduler().schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        if (!isRunning()) {
            return;
        }
        open.removeIf(endPoint -> !endPoint.isOpen()); // some fail before they are opened
        long now = System.nanoTime();
        long idleNanos = TimeUnit.MILLISECONDS.toNanos(getIdleTimeout());
        for (WatchedEndPoint endPoint : open) {
            if (endPoint.overdue(now, headNanos, idleNanos)) {
                endPoint.close();
            } else {
                endPoint.probe();
            }
        }
        lookLater();
    }
}
