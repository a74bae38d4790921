package io.demijohn.itests.container;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.inject.Inject;
import org.apache.karaf.features.Feature;
import org.apache.karaf.features.FeaturesService;
import org.junit.FixMethodOrder;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.MethodSorters;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.ServiceTracker;

/** Every feature of our repository on a Karaf that has only its own. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
@FixMethodOrder(MethodSorters.NAME_ASCENDING)
public class FeaturesIT {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final EnumSet<FeaturesService.Option> QUIETLY =
            EnumSet.of(FeaturesService.Option.NoAutoRefreshBundles);

    @Inject private BundleContext context;
    @Inject private FeaturesService features;
    @Inject private ConfigurationAdmin configurations;

    @Configuration
    public Option[] container() {
        return Container.plain();
    }

    @Test
    public void eachInstallsAloneAndLeavesNothing() throws Exception {
        // What Karaf itself brings up last.
        await("(objectClass=org.apache.karaf.features.BootFinished)");
        await("(objectClass=org.apache.sshd.server.SshServer)");
        await("(objectClass=org.apache.felix.fileinstall.ArtifactListener)");
        var traces = new Traces(context, features, configurations);
        Set<String> before = traces.now();
        assertEquals(Set.of(), idle(before));
        var wrong = new ArrayList<String>();
        List<Feature> ours = ours();
        assertFalse("no repository of ours", ours.isEmpty());
        for (Feature feature : ours) {
            features.installFeature(feature, QUIETLY);
            Set<String> with = traces.now();
            if (with.equals(before) || !idle(with).isEmpty()) {
                wrong.add(feature.getId() + " does not start: " + idle(with));
            }
            features.uninstallFeature(feature.getName(), feature.getVersion(), QUIETLY);
            Set<String> difference = settledDifference(traces, before);
            if (!difference.isEmpty()) {
                wrong.add(feature.getId() + " leaves a difference: " + difference);
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    public void updatesOfAProviderTouchNothingElse() throws Exception {
        features.installFeatures(
                Set.of(
                        "demijohn-core",
                        "demijohn-filesystem",
                        "demijohn-builtin-tools",
                        "demijohn-simulated"),
                QUIETLY);
        new ProviderUpdates(context).check();
    }

    private void await(String filter) throws Exception {
        var tracker = new ServiceTracker<>(context, context.createFilter(filter), null);
        tracker.open(true);
        try {
            assertNotNull(filter, tracker.waitForService(60_000));
        } finally {
            tracker.close();
        }
    }

    private List<Feature> ours() throws Exception {
        return Arrays.stream(features.listRepositories())
                .filter(repository -> repository.getName().startsWith("demijohn-"))
                .flatMap(
                        repository -> {
                            try {
                                return Arrays.stream(repository.getFeatures());
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        })
                .toList();
    }

    private static Set<String> idle(Set<String> traces) {
        var idle = new TreeSet<>(traces);
        idle.removeIf(line -> !line.startsWith("bundle") || line.endsWith("runs"));
        return idle;
    }

    /** Some services go a moment after their bundle, on another thread. */
    private static Set<String> settledDifference(Traces traces, Set<String> before)
            throws Exception {
        long end = System.nanoTime() + PATIENCE_NANOS;
        Set<String> difference = difference(before, traces.now());
        while (!difference.isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(20_000_000);
            difference = difference(before, traces.now());
        }
        return difference;
    }

    private static Set<String> difference(Set<String> before, Set<String> after) {
        var difference = new TreeSet<String>();
        after.stream().filter(line -> !before.contains(line)).forEach(l -> difference.add("+" + l));
        before.stream().filter(line -> !after.contains(line)).forEach(l -> difference.add("-" + l));
        return difference;
    }
}
