package com.example.hostile;

import io.demijohn.call.CallContext;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatModel;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.ModelInfo;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;

/**
 * A new version of a model that must not be: it stands before the one of its name. Each
 * com.example.hostile.model-KIND.cfg makes one.
 */
@Component(
        configurationPid = "com.example.hostile.model",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "service.ranking:Integer=10")
public final class HostileModel implements ChatModel {

    public @interface Config {
        String kind();

        String model();
    }

    private final CountDownLatch end = new CountDownLatch(1);
    private final String kind;
    private final String model;

    @Activate
    public HostileModel(Config config) {
        this.kind = config.kind();
        this.model = config.model();
        if (kind.equals("constructor")) {
            throw new NoClassDefFoundError("thrown by a constructor, on purpose");
        }
    }

    @Deactivate
    void stop() {
        end.countDown();
    }

    @Override
    public ModelInfo info() {
        return new ModelInfo(model, "hostile-" + kind, Map.of());
    }

    @Override
    public void chat(ChatRequest request, CallContext context, ChatListener listener) {
        switch (kind) {
            case "throws" -> throw new NoClassDefFoundError("on purpose");
            case "holds" -> hold();
            default -> System.getProperty("says nothing");
        }
    }

    private void hold() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
