package io.demijohn.gateway.internal.agents;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.agent.RunStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

class RunReaderTest {

    @Test
    void whoLeftBeforeItBeganIsNotSubscribed() {
        RunFrames frames =
                new RunFrames(
                        FakeRuns.run(RunStatus.RUNNING), StreamModes.NONE, Optional.empty(), "");
        RunReader reader = new RunReader(frames, new KeptOutlet(), () -> {});
        List<String> told = new ArrayList<>();
        reader.stop();
        reader.onSubscribe(
                new Flow.Subscription() {
                    @Override
                    public void request(long count) {
                        told.add("request");
                    }

                    @Override
                    public void cancel() {
                        told.add("cancel");
                    }
                });
        assertThat(told).containsExactly("cancel");
    }
}
