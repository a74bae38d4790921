package io.demijohn.runtime.internal.journal;

import io.demijohn.runtime.internal.json.Doc;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a tool comes from.
 *
 * @param bundle its symbolic name
 * @param version of the bundle, as OSGi writes it
 */
public record Origin(String bundle, String version) {

    /** Of a tool that no bundle brought. */
    public static final Origin UNKNOWN = new Origin("unknown", "0.0.0");

    static Map<String, Object> write(Map<String, Origin> all) {
        Map<String, Object> written = new LinkedHashMap<>();
        all.forEach(
                (name, from) ->
                        written.put(
                                name, Map.of("bundle", from.bundle(), "version", from.version())));
        return written;
    }

    static Map<String, Origin> read(Doc doc, String key) {
        Map<String, Origin> all = new LinkedHashMap<>();
        doc.object(key)
                .keySet()
                .forEach(
                        name -> {
                            Doc one = doc.doc(key).doc(name);
                            all.put(name, new Origin(one.text("bundle"), one.text("version")));
                        });
        return all;
    }
}
