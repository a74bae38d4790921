package io.demijohn.storage.filesystem.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.storage.filesystem.internal.WrittenLog.Damaged;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Damage of every kind at every place in every file of a log that has everything: segments as they
 * were appended, compacted ones, blobs, a saved index. {@code -Pdrills} takes every byte.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS)
final class DamageEverywhereTest {

    private static final boolean DRILLS = Boolean.getBoolean("demijohn.drills");
    private static final long SEED = Long.getLong("demijohn.seed", 20_261_123L);
    private static final int PAGE = 4096;
    private static final int STEPS = 32;

    /** What happens to a file. */
    private enum Harm {
        BIT_FLIP,
        ZEROED_PAGE,
        TRUNCATION,
        LOSS;

        Damaged apply(Disk disk, String file, int at) {
            byte[] bytes = disk.get(file);
            switch (this) {
                case BIT_FLIP -> {
                    if (at < bytes.length) {
                        bytes[at] ^= (byte) (1 << (at % 8));
                    }
                    return new Damaged(file, at, at + 1L);
                }
                case ZEROED_PAGE -> {
                    int from = at / PAGE * PAGE;
                    int to = Math.min(bytes.length, from + PAGE);
                    Arrays.fill(bytes, from, to, (byte) 0);
                    return new Damaged(file, from, to);
                }
                case TRUNCATION -> {
                    disk.put(file, Arrays.copyOf(bytes, at));
                    return new Damaged(file, at, bytes.length);
                }
                default -> {
                    disk.lose(file);
                    return new Damaged(file, 0, bytes.length);
                }
            }
        }
    }

    private record Counts(int cases, int reported) {
        Counts plus(boolean isReported) {
            return new Counts(cases + 1, reported + (isReported ? 1 : 0));
        }
    }

    @Test
    void everyHarmAtEveryPlaceIsHarmlessOrReported() throws IOException {
        WrittenLog log = new WrittenLog(SEED, STEPS);
        log.checkWhole();
        assertThat(log.files()).contains("index").anyMatch(f -> f.contains("-"));
        Map<String, Counts> table = new TreeMap<>();
        List<String> violations = new ArrayList<>();
        for (String file : log.files()) {
            for (Harm harm : Harm.values()) {
                for (int at : places(log, file, harm)) {
                    harm(log, file, harm, at, table, violations);
                }
            }
        }
        table.forEach(
                (what, counts) ->
                        System.out.printf(
                                "%-40s %6d cases, %6d reported%n",
                                what, counts.cases(), counts.reported()));
        System.out.printf("%d violations, seed %d%n", violations.size(), SEED);
        assertThat(violations).isEmpty();
    }

    private static void harm(
            WrittenLog log,
            String file,
            Harm harm,
            int at,
            Map<String, Counts> table,
            List<String> violations) {
        Disk disk = log.copy();
        Damaged damaged = harm.apply(disk, file, at);
        boolean reported = false;
        try {
            reported = log.check(disk, List.of(damaged));
        } catch (IOException | RuntimeException | AssertionError e) {
            violations.add(harm + " " + file + ":" + at + " " + e + stack(e));
        }
        String kind = file.contains("-") ? "compacted" : file.endsWith(".log") ? "segment" : file;
        boolean isReported = reported;
        table.compute(
                kind + " " + harm, (k, c) -> (c == null ? new Counts(0, 0) : c).plus(isReported));
    }

    private static String stack(Throwable e) {
        return Arrays.stream(e.getStackTrace())
                .filter(f -> f.getClassName().startsWith(WrittenLog.class.getPackageName()))
                .map(f -> f.getMethodName() + ":" + f.getLineNumber())
                .toList()
                .toString();
    }

    private static List<Integer> places(WrittenLog log, String file, Harm harm) {
        List<Integer> places = new ArrayList<>();
        int size = log.size(file);
        switch (harm) {
            case BIT_FLIP -> {
                int step = DRILLS ? 1 : 19;
                byte[] bytes = log.copy().get(file);
                for (int at = 0; at < size; at += isRun(bytes, at) ? 97 : step) {
                    places.add(at);
                }
            }
            case ZEROED_PAGE -> {
                for (int at = 0; at < size; at += PAGE) {
                    places.add(at);
                }
            }
            case TRUNCATION -> {
                log.frames(file).forEach(frame -> places.add(frame.offset()));
                Random random = new Random(SEED);
                random.ints(DRILLS ? 1000 : 20, 0, size).forEach(places::add);
            }
            default -> places.add(0);
        }
        return places;
    }

    private static boolean isRun(byte[] bytes, int at) {
        return at + 97 < bytes.length && bytes[at] == bytes[at + 97] && bytes[at] == bytes[at + 1];
    }

    /**
     * Any log, harmed at several places at once. Not both the end of the log and the saved index,
     * which alone knows where the log ended.
     */
    @Property(tries = 60)
    void severalHarmsAtOnceAreHarmlessOrReported(
            @ForAll @IntRange(min = 0, max = 30) int seed, @ForAll long chance) throws IOException {
        WrittenLog log = new WrittenLog(SEED + seed, 16 + seed % 4 * 8);
        List<String> files = log.files();
        String end = files.get(files.size() - 2);
        assertThat(end).endsWith(".log");
        Random random = new Random(chance);
        for (int i = 0; i < 20; i++) {
            Disk disk = log.copy();
            List<Damaged> damages = new ArrayList<>();
            String spared = random.nextBoolean() ? end : "index";
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                String file = files.get(random.nextInt(files.size()));
                if (disk.list().contains(file) && !file.equals(spared)) {
                    Harm harm = Harm.values()[random.nextInt(Harm.values().length)];
                    int size = disk.get(file).length;
                    damages.add(harm.apply(disk, file, random.nextInt(Math.max(1, size))));
                }
            }
            try {
                log.check(disk, damages);
            } catch (AssertionError e) {
                throw new AssertionError(damages + ": " + e.getMessage(), e);
            }
        }
    }
}
