package io.demijohn.shell.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import com.fasterxml.jackson.databind.util.LookupCache;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.karaf.shell.support.table.ShellTable;
import org.jspecify.annotations.Nullable;

/** Prints maps of JSON values as a table, as fields, or as JSON. */
public final class Output {

    // A cache of our own: the shared one would keep this bundle's class loader after an update.
    private static final LookupCache<Object, JavaType> TYPES = new LRUMap<>(16, 64);
    private static final ObjectWriter JSON =
            JsonMapper.builder()
                    .typeFactory(TypeFactory.defaultInstance().withCache(TYPES))
                    .build()
                    .writerWithDefaultPrettyPrinter();

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}&&[^\\t\\n]]");

    private final PrintStream out;
    private final boolean json;

    public Output(PrintStream out, boolean json) {
        this.out = out;
        this.json = json;
    }

    /** Whether the caller wants JSON, and nothing else, on the stream. */
    public boolean json() {
        return json;
    }

    /** The stream, for commands that print as they go. */
    public PrintStream stream() {
        return out;
    }

    /**
     * Prints a list.
     *
     * @param columns keys of the rows to show in a table; JSON has all keys
     * @param rows what to print
     * @param empty what a person reads when there is nothing
     */
    public void list(List<String> columns, List<Map<String, Object>> rows, String empty) {
        if (json) {
            print(rows);
            return;
        }
        ShellTable table = new ShellTable().emptyTableText(empty);
        columns.forEach(column -> table.column(title(column)));
        for (Map<String, Object> row : rows) {
            table.addRow().addContent(columns.stream().map(c -> cell(row.get(c))).toArray());
        }
        table.print(out);
    }

    /** Prints one thing, a field a line. */
    public void item(Map<String, Object> item) {
        if (json) {
            print(item);
            return;
        }
        int width = item.keySet().stream().mapToInt(String::length).max().orElse(0);
        item.forEach(
                (key, value) -> out.printf("%-" + (width + 1) + "s %s%n", title(key), cell(value)));
    }

    /** Prints what a command did; as JSON, the thing it was done to. */
    public void done(String sentence, Map<String, Object> item) {
        if (json) {
            print(item);
        } else {
            out.println(printable(sentence));
        }
    }

    private void print(Object value) {
        out.println(toJson(value));
    }

    private static String toJson(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Text of models, tools and callers, harmless for a terminal: what would move the cursor,
     * change the title or fill the clipboard is shown as a replacement character.
     *
     * @param text of anybody
     * @return the same without control characters but tab and line feed
     */
    public static String printable(String text) {
        return CONTROL.matcher(text).replaceAll("\uFFFD");
    }

    private static String compact(Object value) {
        return toJson(value).lines().map(String::strip).collect(Collectors.joining(" "));
    }

    private static String title(String key) {
        String words = key.replace('_', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    private static String cell(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof List<?> list) {
            return String.join(", ", list.stream().map(Output::cell).toList());
        }
        return printable(value instanceof Map<?, ?> ? compact(value) : value.toString());
    }
}
