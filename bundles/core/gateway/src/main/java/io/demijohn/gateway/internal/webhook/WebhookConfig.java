package io.demijohn.gateway.internal.webhook;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What {@code etc/io.demijohn.webhook.cfg} can say. */
@ObjectClassDefinition(name = "Demijohn webhooks")
public @interface WebhookConfig {

    @AttributeDefinition(description = "secret:NAME that notices are signed with; made when empty")
    String secret() default "";

    @AttributeDefinition(description = "secret:NAME of the one before, while receivers change over")
    String former_secret() default "";

    @AttributeDefinition(description = "Blocks beside the public internet, such as 10.1.0.0/16")
    String[] allowed_addresses() default {};

    @AttributeDefinition(description = "How long one try may take")
    long timeout_ms() default 10_000;
}
