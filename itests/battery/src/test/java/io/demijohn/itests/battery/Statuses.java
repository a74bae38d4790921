package io.demijohn.itests.battery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The statuses of all answers, compared with those that docs/http-api.md explains. */
final class Statuses {

    private static final Path PAGE = Path.of("../../docs/http-api.md");
    private static final Pattern ROW = Pattern.compile("^\\|((?: ?\\d{3}[^|]*)+)\\|");
    private static final Set<Integer> SEEN = new ConcurrentSkipListSet<>();
    private static final Set<Integer> DOCUMENTED = documented();

    private Statuses() {}

    static void saw(int status) {
        SEEN.add(status);
    }

    static void assertDocumented() {
        assertThat(DOCUMENTED).as("statuses that %s explains", PAGE).containsAll(SEEN);
    }

    static String seen() {
        return new TreeSet<>(SEEN).toString();
    }

    /** Success needs no explanation; the rest is in the first column of a table. */
    private static Set<Integer> documented() {
        try {
            Set<Integer> found =
                    Files.readAllLines(PAGE).stream()
                            .map(ROW::matcher)
                            .filter(row -> row.find())
                            .flatMap(
                                    row ->
                                            Pattern.compile("\\d{3}")
                                                    .matcher(row.group(1))
                                                    .results())
                            .map(status -> Integer.valueOf(status.group()))
                            .collect(Collectors.toCollection(TreeSet::new));
            found.addAll(Set.of(200, 201, 204));
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
