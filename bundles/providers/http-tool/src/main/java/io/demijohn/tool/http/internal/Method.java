package io.demijohn.tool.http.internal;

import io.demijohn.tool.SideEffect;

/** HTTP methods, and what RFC 9110 (9.2) says that they do. */
enum Method {
    GET(SideEffect.NONE, false),
    HEAD(SideEffect.NONE, false),
    DELETE(SideEffect.IDEMPOTENT, false),
    PUT(SideEffect.IDEMPOTENT, true),
    PATCH(SideEffect.EFFECTFUL, true),
    POST(SideEffect.EFFECTFUL, true);

    private final SideEffect sideEffect;
    private final boolean body;

    Method(SideEffect sideEffect, boolean body) {
        this.sideEffect = sideEffect;
        this.body = body;
    }

    SideEffect sideEffect() {
        return sideEffect;
    }

    boolean hasBody() {
        return body;
    }
}
