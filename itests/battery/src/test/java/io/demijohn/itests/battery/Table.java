package io.demijohn.itests.battery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What each case gave: on the console as it comes, and all of it in target/battery.md. */
final class Table {

    private static final Path FILE = Path.of("target/battery.md");
    private static final String HEAD =
            "| case | input | expected | seen | threads, descriptors, heap and direct memory |\n"
                    + "|---|---|---|---|---|\n";
    private static final List<String> ROWS = new ArrayList<>();

    private Table() {}

    static synchronized void add(String... cells) {
        List<String> clean = new ArrayList<>();
        for (String cell : cells) {
            clean.add(cell.replace("|", "\\|").replace("\n", " "));
        }
        String row = "| " + String.join(" | ", clean) + " |";
        System.out.println("battery: " + row);
        ROWS.add(row);
        ROWS.sort(null);
        try {
            Files.writeString(FILE, HEAD + String.join("\n", ROWS) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
