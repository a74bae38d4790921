package io.demijohn.tool.http.internal;

import io.demijohn.outbound.internal.address.AddressPolicy;
import io.demijohn.outbound.internal.address.CheckedResolver;
import io.demijohn.outbound.internal.address.GuardedClient;
import java.net.InetAddress;
import java.util.List;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * The HTTP clients of all tools, one for each policy, on one small pool of threads: nothing here
 * waits on a thread.
 */
@Component(service = Outbound.class)
public final class Outbound {

    static final AddressPolicy PUBLIC = policy(false);
    static final AddressPolicy ANYWHERE = policy(true);

    private static final int THREADS = 16;

    private final QueuedThreadPool threads = new QueuedThreadPool(THREADS, 1);
    private final GuardedClient toThePublic;
    private final GuardedClient toAnybody;

    /** Starts the clients; they open no connection yet. */
    @Activate
    public Outbound() {
        this(InetAddress::getAllByName);
    }

    Outbound(CheckedResolver.Lookup lookup) {
        threads.setName("demijohn-http-tool");
        threads.setDaemon(true);
        try {
            threads.start();
        } catch (Exception e) {
            throw new IllegalStateException("the threads of the tools do not start", e);
        }
        toThePublic = new GuardedClient(PUBLIC, lookup, threads);
        toAnybody = new GuardedClient(ANYWHERE, lookup, threads);
    }

    private static AddressPolicy policy(boolean anywhere) {
        return new AddressPolicy(
                anywhere, List.of(), "allow.private.addresses = true in the tool's configuration");
    }

    GuardedClient client(boolean anywhere) {
        return anywhere ? toAnybody : toThePublic;
    }

    /** Closes every connection. */
    @Deactivate
    void deactivate() {
        toThePublic.close();
        toAnybody.close();
        LifeCycle.stop(threads);
    }
}
