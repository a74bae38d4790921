package io.demijohn.storage.filesystem.internal;

import io.demijohn.storage.filesystem.internal.DiskOperation.Kind;
import io.demijohn.storage.filesystem.internal.Fault.Survival;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A disk with a page cache, in memory. It can fail at any of its operations, and it can lose its
 * power: then what was not forced may be there or not, sector by sector and name by name. After a
 * failed force the pages count as clean although they were not written, as Linux does it.
 */
final class Disk implements Directory {

    /** Operations that fail in a row when the disk is full for a while. */
    private static final int A_WHILE = 3;

    private Map<String, DiskContent> names = new TreeMap<>();
    private Map<String, DiskContent> durableNames = new TreeMap<>();
    private final List<UnaryOperator<Map<String, DiskContent>>> nameChanges = new ArrayList<>();
    private final List<DiskOperation> trace = new ArrayList<>();
    private final Set<String> distrusted = new HashSet<>();
    private final List<String> violations = new ArrayList<>();
    private @Nullable Fault fault;
    private int faultAt = Integer.MAX_VALUE;
    private Random random = new Random(0);
    private int errors;
    private int failedForces;
    private int firings;
    private boolean lies;
    private String noSpace = "No space left on device";

    /**
     * Fails at the n-th operation from now, counted from 0, or at the next one that can have it.
     */
    synchronized Disk failAt(int operation, Fault what) {
        return failAt(operation, what, new Random(operation));
    }

    /** The same; chance decides how much of a write is done. */
    synchronized Disk failAt(int operation, Fault what, Random chance) {
        faultAt = trace.size() + operation;
        fault = what;
        firings = 0;
        random = chance;
        return this;
    }

    /** What the system says when it is full; it speaks the language of the machine. */
    synchronized void sayWhenFull(String message) {
        noSpace = message;
    }

    /** From now on a force does nothing but say that it worked. */
    synchronized void lie() {
        lies = true;
    }

    synchronized void repair() {
        fault = null;
        faultAt = Integer.MAX_VALUE;
    }

    synchronized int operations() {
        return trace.size();
    }

    /** Everything that was asked of it, in order. */
    synchronized List<DiskOperation> trace() {
        return List.copyOf(trace);
    }

    synchronized boolean hasFailed() {
        return firings > 0;
    }

    /** Whether nothing works any more. */
    synchronized boolean isDead() {
        return fault != null && fault.isEnd() && firings > 0;
    }

    /** How many forces have thrown. */
    synchronized int failedForces() {
        return failedForces;
    }

    /** Whether it was full, and is no more. */
    synchronized boolean hadNoSpaceForAWhile() {
        return fault == Fault.ENOSPC_A_WHILE && firings > 0;
    }

    /** How many operations have thrown. */
    synchronized int errors() {
        return errors;
    }

    /** What its user did that it must not do: writing to a file, or forcing it, after a failure. */
    synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    /** What a machine finds that starts after a loss of power. */
    synchronized Disk afterPowerLoss(Random chance) {
        return afterPowerLoss(Survival.TORN, chance);
    }

    synchronized Disk afterPowerLoss(Survival survival, Random chance) {
        Map<String, DiskContent> left = new TreeMap<>(durableNames);
        for (UnaryOperator<Map<String, DiskContent>> change : nameChanges) {
            boolean happens = survival == Survival.ALL;
            if (survival == Survival.TORN) {
                happens = chance.nextBoolean();
            }
            left = happens ? change.apply(left) : left;
        }
        Disk disk = new Disk();
        left.forEach((name, content) -> disk.put(name, content.after(survival, chance)));
        return disk;
    }

    /** The same disk once more, without its history. */
    synchronized Disk fork() {
        Map<DiskContent, DiskContent> copies = new IdentityHashMap<>();
        UnaryOperator<DiskContent> once = c -> copies.computeIfAbsent(c, DiskContent::fork);
        Disk disk = new Disk();
        names.forEach((name, content) -> disk.names.put(name, once.apply(content)));
        durableNames.forEach((name, content) -> disk.durableNames.put(name, once.apply(content)));
        if (!nameChanges.isEmpty()) {
            Map<String, DiskContent> now = Map.copyOf(disk.names);
            disk.nameChanges.add(before -> new TreeMap<>(now));
        }
        return disk;
    }

    /** A disk on which all of this is durable. */
    synchronized Disk copy() {
        Disk disk = new Disk();
        names.forEach((name, content) -> disk.put(name, content.cached().clone()));
        return disk;
    }

    synchronized void put(String name, byte[] bytes) {
        DiskContent content = new DiskContent(bytes);
        names.put(name, content);
        durableNames.put(name, content);
    }

    synchronized void lose(String name) {
        names.remove(name);
        durableNames.remove(name);
    }

    synchronized byte[] get(String name) {
        return names.get(name).cached();
    }

    /** Does the operation, or fails it, or does it and fails all the same. */
    private void operate(Kind kind, String file, Runnable action) throws IOException {
        Fault due = due(kind);
        trace.add(new DiskOperation(kind, file));
        if (distrusted.contains(file) && (kind == Kind.FORCE || kind == Kind.WRITE)) {
            violations.add("%s after its force had failed".formatted(trace.get(trace.size() - 1)));
        }
        if (due == null) {
            action.run();
            return;
        }
        boolean partly = due == Fault.TORN_WRITE || (due.isSpace() && kind == Kind.WRITE);
        if (partly || due == Fault.SHORT_WRITE || (due.isEnd() && isLastAct())) {
            action.run();
        }
        firings++;
        if (due != Fault.SHORT_WRITE) {
            errors++;
            failedForces += kind.isForce() ? 1 : 0;
            throw new IOException(message(due));
        }
    }

    /** What a process or machine was doing when it died may have happened. */
    private boolean isLastAct() {
        return firings == 0 && random.nextBoolean();
    }

    private @Nullable Fault due(Kind kind) {
        if (fault == null || trace.size() < faultAt || !fault.meets(kind)) {
            return null;
        }
        int often = fault == Fault.ENOSPC_A_WHILE ? A_WHILE : 1;
        return fault.isLasting() || firings < often ? fault : null;
    }

    private String message(Fault due) {
        if (due.isSpace()) {
            return noSpace;
        }
        return due.isEnd() ? "dead" : "Input/output error";
    }

    private boolean isFull() {
        return fault != null && fault.isSpace() && due(Kind.WRITE) != null;
    }

    @Override
    public String path() {
        return "disk";
    }

    @Override
    public synchronized List<String> list() {
        return List.copyOf(names.keySet());
    }

    @Override
    public synchronized LogFile open(String name) throws IOException {
        if (!names.containsKey(name)) {
            operate(Kind.CREATE, name, () -> create(name, new DiskContent(new byte[0])));
        }
        return new DiskHandle(name, names.get(name));
    }

    private void create(String name, DiskContent content) {
        change(
                before -> {
                    before.put(name, content);
                    return before;
                });
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        exists(from);
        DiskContent content = names.get(from);
        operate(
                Kind.RENAME,
                to,
                () ->
                        change(
                                before -> {
                                    before.remove(from);
                                    before.put(to, content);
                                    return before;
                                }));
    }

    @Override
    public synchronized void remove(String name) throws IOException {
        exists(name);
        operate(
                Kind.REMOVE,
                name,
                () ->
                        change(
                                before -> {
                                    before.remove(name);
                                    return before;
                                }));
    }

    private void exists(String name) throws IOException {
        if (!names.containsKey(name)) {
            throw new IOException("no such file: " + name);
        }
    }

    private void change(UnaryOperator<Map<String, DiskContent>> change) {
        names = change.apply(new TreeMap<>(names));
        nameChanges.add(before -> change.apply(new TreeMap<>(before)));
    }

    @Override
    public synchronized void force() throws IOException {
        operate(
                Kind.FORCE_DIRECTORY,
                "",
                () -> {
                    if (!lies) {
                        durableNames = new TreeMap<>(names);
                        nameChanges.clear();
                    }
                });
    }

    @Override
    public synchronized long usableSpace() {
        return isFull() ? 0 : Long.MAX_VALUE / 2;
    }

    /** Whoever opens it next is another process. */
    @Override
    public synchronized void close() {
        distrusted.clear();
    }

    private final class DiskHandle implements LogFile {

        private final String name;
        private final DiskContent content;

        DiskHandle(String name, DiskContent content) {
            this.name = name;
            this.content = content;
        }

        @Override
        public String path() {
            return "disk/" + name;
        }

        @Override
        public long size() {
            synchronized (Disk.this) {
                return content.cached().length;
            }
        }

        @Override
        public int read(ByteBuffer into, long position) {
            synchronized (Disk.this) {
                return content.read(into, position);
            }
        }

        @Override
        public int write(ByteBuffer from, long position) throws IOException {
            synchronized (Disk.this) {
                byte[] bytes = new byte[taken(due(Kind.WRITE), from.remaining())];
                from.get(bytes);
                operate(Kind.WRITE, name, () -> content.write(position, bytes));
                return bytes.length;
            }
        }

        private int taken(@Nullable Fault due, int size) {
            if (due == null || due == Fault.EIO || size < 2) {
                return size;
            }
            return 1 + random.nextInt(size - 1);
        }

        @Override
        public void force() throws IOException {
            synchronized (Disk.this) {
                Fault due = due(Kind.FORCE);
                try {
                    operate(Kind.FORCE, name, this::reachDevice);
                } catch (IOException e) {
                    distrusted.add(name);
                    if (due != null && due.isForce()) {
                        content.drop();
                    }
                    if (due == Fault.FAILED_FORCE_EVICTED) {
                        content.evict();
                    }
                    throw e;
                }
            }
        }

        private void reachDevice() {
            if (!lies) {
                content.force();
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (Disk.this) {
                operate(Kind.TRUNCATE, name, () -> content.truncate(size));
            }
        }

        @Override
        public void close() {}
    }
}
