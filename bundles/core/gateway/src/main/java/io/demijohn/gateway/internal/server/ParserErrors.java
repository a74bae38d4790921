package io.demijohn.gateway.internal.server;

import io.demijohn.gateway.internal.http.Addresses;
import io.demijohn.gateway.internal.http.Dialect;
import io.demijohn.gateway.internal.http.Problem;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What the server itself refuses before a request reaches the front door. */
final class ParserErrors implements Request.Handler {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        String path = request.getHttpURI() == null ? null : request.getHttpURI().getPath();
        Dialect dialect = path == null ? Dialect.AGENTS : Addresses.dialect(path, false);
        byte[] body = dialect.body(Problem.of(status, HttpStatus.getMessage(status)), "");
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
        return true;
    }
}
