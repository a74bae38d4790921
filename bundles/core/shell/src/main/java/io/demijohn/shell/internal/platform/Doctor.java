package io.demijohn.shell.internal.platform;

import io.demijohn.health.HealthCheck;
import io.demijohn.secret.SecretResolver;
import io.demijohn.shell.internal.Output;
import io.demijohn.shell.internal.doctor.BundleDiagnosis;
import io.demijohn.shell.internal.doctor.ClockDiagnosis;
import io.demijohn.shell.internal.doctor.ComponentDiagnosis;
import io.demijohn.shell.internal.doctor.ConfigurationDiagnosis;
import io.demijohn.shell.internal.doctor.Configurations;
import io.demijohn.shell.internal.doctor.Diagnosis;
import io.demijohn.shell.internal.doctor.DiskDiagnosis;
import io.demijohn.shell.internal.doctor.EndpointDiagnosis;
import io.demijohn.shell.internal.doctor.Finding;
import io.demijohn.shell.internal.doctor.HealthDiagnosis;
import io.demijohn.shell.internal.doctor.JvmDiagnosis;
import io.demijohn.shell.internal.doctor.SecretDiagnosis;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.apache.karaf.features.FeaturesService;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.NullUnmarked;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.MetaTypeService;

/** Looks for faults and says what to do about each. */
@Service
@Command(
        scope = "demijohn",
        name = "doctor",
        description = "Look for faults, and say what to do about each",
        detailedDescription = "Example:\n  demijohn:doctor --json")
@NullUnmarked
public final class Doctor extends io.demijohn.shell.internal.Command {

    @Reference private BundleContext context;
    @Reference private FeaturesService features;
    @Reference private ConfigurationAdmin configurations;
    @Reference private MetaTypeService metaTypes;
    @Reference private ServiceComponentRuntime components;

    @Override
    protected void run(Output out) {
        var services = new Services(context);
        services.use(
                SecretResolver.class,
                secrets -> services.use(HealthCheck.class, checks -> look(secrets, checks, out)));
    }

    private void look(List<SecretResolver> secrets, List<HealthCheck> checks, Output out) {
        List<Finding> findings =
                diagnoses(secrets, checks).stream()
                        .flatMap(diagnosis -> diagnosis.findings().stream())
                        .distinct()
                        .toList();
        out.list(
                List.of("about", "fault", "fix"),
                findings.stream().map(Finding::view).toList(),
                "no fault found");
    }

    private List<Diagnosis> diagnoses(List<SecretResolver> secrets, List<HealthCheck> checks) {
        Path data = Path.of(context.getProperty("karaf.data"));
        var ours = new Configurations(configurations);
        return List.of(
                new JvmDiagnosis(),
                new DiskDiagnosis(data),
                new ClockDiagnosis(data, InstantSource.system()),
                new BundleDiagnosis(context, features),
                new ConfigurationDiagnosis(ours, context, metaTypes),
                new ComponentDiagnosis(components),
                new SecretDiagnosis(ours, secrets),
                new EndpointDiagnosis(ours),
                new HealthDiagnosis(checks));
    }
}
