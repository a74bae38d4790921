package com.example.parrot;

import io.demijohn.call.CallContext;
import io.demijohn.model.*;
import io.demijohn.model.ModelException.Kind;
import java.time.InstantSource;
import java.util.*;
import org.osgi.service.component.annotations.*;

/** A model that repeats the question. Each com.example.parrot-NAME.cfg makes one of it. */
@Component(
        configurationPid = "com.example.parrot",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Parrot implements ChatModel {

    public @interface Config {
        String name();
        String greeting() default "You said:";
    }

    private final ModelInfo info;
    private final String greeting;

    @Activate
    public Parrot(Config config) {
        info = new ModelInfo(config.name(), "parrot", Map.of());
        greeting = config.greeting() + " ";
    }

    @Override
    public ModelInfo info() {
        return info;
    }

    @Override
    public void chat(ChatRequest request, CallContext context, ChatListener listener) {
        if (context.cancellation().isCancelled()) {
            listener.onError(new ModelException(Kind.CANCELLED, "nobody listens any more"));
        } else if (context.remaining(InstantSource.system()).isZero()) {
            listener.onError(new ModelException(Kind.TIMEOUT, "too late to answer"));
        } else {
            String question = request.messages().get(request.messages().size() - 1).text();
            listener.onDelta(new ChatDelta.Text(greeting));
            listener.onDelta(new ChatDelta.Text(question));
            Message answer = Message.assistant("parrot", greeting + question, List.of());
            listener.onComplete(new ChatResult(
                    answer, FinishReason.STOP, Optional.empty(), info.name(), Map.of()));
        }
    }
}
