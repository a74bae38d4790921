package io.demijohn.tenants.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings in {@code etc/io.demijohn.tenants.cfg}, applied at once. */
@ObjectClassDefinition(name = "Demijohn tenants", description = "How much may be asked of models")
public @interface TenantsConfig {

    /** Rules. */
    @AttributeDefinition(
            description =
                    "Limits, such as: tenant=acme requests=1000 tokens=200000, key=* model=gpt"
                            + " concurrent=4. A * gives each its own; requests and tokens are for"
                            + " any minute")
    String[] limits() default {};

    /** Tokens. */
    @AttributeDefinition(
            description =
                    "Tokens of an answer that are reserved when the caller did not say how many it"
                            + " may have, 0 to 1,000,000")
    int answer_tokens() default 500;
}
