package io.demijohn.itests.samples;

import com.example.parrot.Parrot;
import io.demijohn.testkit.config.TypedConfig;
import io.demijohn.testkit.model.ChatModelContract;
import io.demijohn.testkit.model.ModelStand;
import io.demijohn.testkit.model.Situation;
import java.util.Map;
import java.util.Set;

final class ParrotContractTest extends ChatModelContract {

    @Override
    protected Set<Situation> situations() {
        return Set.of(Situation.ANSWERS);
    }

    @Override
    protected Set<Feature> features() {
        return Set.of(Feature.STREAMING);
    }

    @Override
    protected ModelStand stand(Situation situation) {
        Parrot parrot = new Parrot(TypedConfig.of(Parrot.Config.class, Map.of("name", "polly")));
        return () -> parrot;
    }
}
