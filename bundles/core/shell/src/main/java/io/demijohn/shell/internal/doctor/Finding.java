package io.demijohn.shell.internal.doctor;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A fault.
 *
 * @param about where it is
 * @param fault one sentence
 * @param fix what to do
 */
public record Finding(String about, String fault, String fix) {

    /** As JSON. */
    public Map<String, Object> view() {
        var view = new LinkedHashMap<String, Object>();
        view.put("about", about);
        view.put("fault", fault);
        view.put("fix", fix);
        return view;
    }
}
