package io.demijohn.gateway.internal.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;

/** A body that is not the JSON we take. The message is for the caller. */
public final class JsonProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int MAX_MESSAGE = 300;

    JsonProblem(String message) {
        super(message, null, false, false);
    }

    static JsonProblem of(IOException e) {
        if (e instanceof StreamConstraintsException limit) {
            return new JsonProblem("The body breaks a limit: " + shortened(limit));
        }
        if (e instanceof JacksonException json) {
            return new JsonProblem(
                    "The body is not valid JSON" + place(json) + ": " + shortened(json));
        }
        return new JsonProblem("The body is not valid JSON: it is not UTF-8 text");
    }

    private static String place(JacksonException e) {
        JsonLocation at = e.getLocation();
        return at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    // Jackson quotes what it read: cut it, so that nobody's megabyte comes back.
    private static String shortened(JacksonException e) {
        String message = String.valueOf(e.getOriginalMessage());
        return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE);
    }
}
