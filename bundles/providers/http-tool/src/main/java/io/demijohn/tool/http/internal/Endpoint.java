package io.demijohn.tool.http.internal;

import io.demijohn.secret.Secret;
import java.util.Map;

/**
 * One declared endpoint.
 *
 * @param method GET, HEAD, POST, PUT, PATCH or DELETE
 * @param url where, with placeholders
 * @param headers sent with every call; values may be secret, so this never shows itself
 * @param maxBytes the most that is read of an answer
 */
record Endpoint(Method method, UrlTemplate url, Map<String, Secret> headers, int maxBytes) {

    @Override
    public String toString() {
        return "Endpoint[" + method + " " + url + "]";
    }
}
