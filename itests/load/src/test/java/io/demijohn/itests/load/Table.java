package io.demijohn.itests.load;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table as the documents have them. */
final class Table {

    private final List<String[]> rows = new ArrayList<>();

    Table(String... columns) {
        rows.add(columns);
    }

    Table row(Object... cells) {
        String[] texts = new String[cells.length];
        for (int i = 0; i < cells.length; i++) {
            texts[i] = text(cells[i]);
        }
        rows.add(texts);
        return this;
    }

    private static String text(Object cell) {
        if (cell instanceof Double number) {
            double size = Math.abs(number);
            String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
            return String.format(Locale.ROOT, format, number);
        }
        return cell instanceof Number number
                ? String.format(Locale.ROOT, "%,d", number.longValue())
                : String.valueOf(cell);
    }

    void print(PrintStream out) {
        int columns = rows.get(0).length;
        int[] widths = new int[columns];
        for (String[] row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        for (int r = 0; r < rows.size(); r++) {
            out.println(line(rows.get(r), widths, " "));
            if (r == 0) {
                String[] rule = new String[columns];
                for (int i = 0; i < columns; i++) {
                    rule[i] = "-".repeat(widths[i]);
                }
                out.println(line(rule, widths, "-"));
            }
        }
        out.println();
    }

    private static String line(String[] row, int[] widths, String pad) {
        var text = new StringBuilder("|");
        for (int i = 0; i < row.length; i++) {
            text.append(pad).append(row[i]);
            text.append(pad.repeat(widths[i] - row[i].length())).append(pad).append('|');
        }
        return text.toString();
    }
}
