package io.demijohn.shell.internal.doctor;

import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** Any component that failed to start, and one of ours that waits for a service nobody offers. */
public final class ComponentDiagnosis implements Diagnosis {

    private final ServiceComponentRuntime runtime;

    public ComponentDiagnosis(ServiceComponentRuntime runtime) {
        this.runtime = runtime;
    }

    @Override
    public List<Finding> findings() {
        var findings = new ArrayList<Finding>();
        for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs()) {
            boolean ours = component.bundle.symbolicName.startsWith("io.demijohn.");
            runtime.getComponentConfigurationDTOs(component)
                    .forEach(configuration -> look(configuration, ours, findings));
        }
        return findings;
    }

    private static void look(
            ComponentConfigurationDTO component, boolean ours, List<Finding> findings) {
        String about = component.description.name;
        if (component.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
            findings.add(
                    new Finding(
                            about,
                            "it failed to start: " + firstLine(component.failure),
                            "correct its configuration; log:display has the rest"));
        } else if (ours && component.state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE) {
            for (UnsatisfiedReferenceDTO reference : component.unsatisfiedReferences) {
                findings.add(
                        new Finding(
                                about,
                                "it waits for a service: " + reference.name,
                                "install the feature that offers it; feature:list shows all"));
            }
        }
    }

    private static String firstLine(String failure) {
        return failure.lines().findFirst().orElse("no reason given");
    }
}
