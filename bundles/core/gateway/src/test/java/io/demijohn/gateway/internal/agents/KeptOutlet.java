package io.demijohn.gateway.internal.agents;

import io.demijohn.gateway.internal.http.Outlet;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A reader who takes everything at once. */
public final class KeptOutlet implements Outlet {

    public final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    volatile boolean broken;
    private volatile Over over = left -> {};

    @Override
    public boolean offer(byte[] bytes) {
        return frames.add(new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public long queued() {
        return 0;
    }

    @Override
    public void finish() {
        over.over(false);
    }

    @Override
    public void breakOff() {
        broken = true;
        over.over(false);
    }

    @Override
    public void cut() {
        over.over(true);
    }

    @Override
    public void onDrained(Runnable action) {
        // it always is
    }

    @Override
    public void onOver(Over action) {
        over = action;
    }
}
