package io.demijohn.provider.simulated.internal;

import io.demijohn.clock.TickClock;
import io.demijohn.health.Health;
import io.demijohn.health.HealthCheck;
import io.demijohn.model.ChatModel;
import io.demijohn.model.ModelInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One drill from one configuration: while it is there, a model of the same name with a higher
 * ranking stands before the real one and injects faults. Routes, agents and callers stay as they
 * are, and the real model serves again when the configuration goes.
 */
@Component(
        immediate = true,
        configurationPid = DrillProvider.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = DrillProvider.Config.class, factory = true)
public final class DrillProvider implements HealthCheck {

    static final String PID = "io.demijohn.provider.simulated.drill";

    private static final Logger LOG = LoggerFactory.getLogger(DrillProvider.class);

    /** What a {@code io.demijohn.provider.simulated.drill-NAME.cfg} can say. */
    @ObjectClassDefinition(name = "Demijohn drill")
    public @interface Config {

        @AttributeDefinition(description = "Names the drill in logs and answers")
        String name() default "drill";

        @AttributeDefinition(description = "The name of the model that is drilled")
        String model() default "";

        @AttributeDefinition(description = "JSON faults, or the path of a file with them")
        String script() default "";

        @AttributeDefinition(description = "Must be higher than the real model's service ranking")
        int ranking() default 1_000;

        @AttributeDefinition(description = "Decides every random choice")
        long seed() default 42;
    }

    /** A real model of the name. */
    private record Real(ChatModel model, ModelInfo info, int ranking, long id) {
        static final Comparator<Real> BEST_FIRST =
                Comparator.comparingInt(Real::ranking).reversed().thenComparingLong(Real::id);
    }

    private record Standing(
            Real real, DrilledModel model, ServiceRegistration<ChatModel> registration) {}

    private final BundleContext bundle;
    private final @Nullable DrillSettings settings;
    private final String name;
    private final String mistake;
    private final List<Real> reals = new ArrayList<>();
    private @Nullable Standing standing;

    /** Reads the configuration. */
    @Activate
    public DrillProvider(BundleContext bundle, Config config) {
        this.bundle = bundle;
        this.name = "drill-" + config.name();
        DrillSettings read = null;
        String wrong = "";
        try {
            read = DrillSettings.of(config);
        } catch (IllegalArgumentException e) {
            wrong = String.valueOf(e.getMessage());
            LOG.error("{} does nothing: {}", name, wrong);
        }
        this.settings = read;
        this.mistake = wrong;
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            target = "(!(demijohn.drill=*))",
            unbind = "removeModel")
    synchronized void addModel(ChatModel model, Map<String, Object> properties) {
        ModelInfo info = info(model);
        if (settings != null && info != null && info.name().equals(settings.model())) {
            reals.add(
                    new Real(
                            model,
                            info,
                            properties.get("service.ranking") instanceof Integer rank ? rank : 0,
                            properties.get("service.id") instanceof Long id ? id : 0));
            reals.sort(Real.BEST_FIRST);
            stand(settings);
        }
    }

    /** A plugin that cannot say what it is is not drilled; the router leaves it out, too. */
    private static @Nullable ModelInfo info(ChatModel model) {
        try {
            return model.info();
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("a model that does not say what it is cannot be drilled", e);
            return null;
        }
    }

    synchronized void removeModel(ChatModel model) {
        if (settings != null && reals.removeIf(real -> real.model() == model)) {
            stand(settings);
        }
    }

    /** Stands before the best real model; the next one is there before the former one goes. */
    private void stand(DrillSettings drill) {
        Standing former = standing;
        Real best = reals.isEmpty() ? null : reals.get(0);
        if (former != null && best != null && former.real().model() == best.model()) {
            return;
        }
        standing = best == null ? null : before(best, drill);
        end(former);
    }

    private Standing before(Real real, DrillSettings drill) {
        Dictionary<String, Object> properties =
                FrameworkUtil.asDictionary(
                        Map.of(
                                Constants.SERVICE_RANKING,
                                drill.ranking(),
                                "demijohn.drill",
                                drill.name()));
        DrilledModel model = new DrilledModel(drill, real.model(), real.info(), TickClock.system());
        LOG.warn("{} begins: faults go into calls of model {}", name, drill.model());
        return new Standing(
                real, model, bundle.registerService(ChatModel.class, model, properties));
    }

    private void end(@Nullable Standing former) {
        if (former != null) {
            former.registration().unregister();
            former.model().close();
            LOG.warn("{} has ended for model {}", name, former.real().info().name());
        }
    }

    /** Takes the faults away: the real model serves from here on. */
    @Deactivate
    synchronized void deactivate() {
        end(standing);
        standing = null;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public synchronized Health check() {
        if (settings == null) {
            return Health.down(
                    name + " does nothing: " + mistake,
                    "correct the field in the etc/" + PID + "-*.cfg that names it");
        }
        return standing == null
                ? Health.degraded(
                        name + " waits: no model is named " + settings.model(),
                        "set model in etc/" + PID + "-*.cfg to a name that llm:list shows")
                : Health.degraded(
                        name + " puts faults into calls of model " + settings.model(),
                        "delete the etc/" + PID + "-*.cfg when the drill is over");
    }
}
