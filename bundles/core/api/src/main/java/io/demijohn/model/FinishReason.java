package io.demijohn.model;

/** Why a model stopped. */
public enum FinishReason {
    /** It had said everything. */
    STOP,
    /** It reached the limit of output tokens. */
    LENGTH,
    /** It wants tools called. */
    TOOL_CALLS,
    /** The provider withheld the rest. */
    CONTENT_FILTER
}
