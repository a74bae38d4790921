package io.demijohn.shell.internal.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.karaf.features.FeaturesService;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/** A bundle that does not resolve, with the package it lacks and the feature that has it. */
public final class BundleDiagnosis implements Diagnosis {

    private final BundleContext context;
    private final PackageFinder packages;

    public BundleDiagnosis(BundleContext context, FeaturesService features) {
        this.context = context;
        this.packages = new PackageFinder(features);
    }

    @Override
    public List<Finding> findings() {
        var findings = new ArrayList<Finding>();
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                look(bundle, findings);
            }
        }
        return findings;
    }

    private void look(Bundle bundle, List<Finding> findings) {
        String name = bundle.getSymbolicName() + " [" + bundle.getBundleId() + "]";
        if (bundle.getState() == Bundle.INSTALLED) {
            unresolved(bundle, name, findings);
        } else if (bundle.getState() == Bundle.RESOLVED && name.startsWith("io.demijohn.")) {
            String fix = "bundle:start " + bundle.getBundleId();
            findings.add(new Finding(name, "the bundle is stopped", fix));
        }
    }

    private void unresolved(Bundle bundle, String name, List<Finding> findings) {
        List<BundleRequirement> missing = missing(bundle);
        missing.forEach(requirement -> findings.add(missing(name, requirement)));
        if (missing.isEmpty()) {
            String fix = "bundle:diag " + bundle.getBundleId() + " says more";
            findings.add(new Finding(name, "the bundle does not resolve", fix));
        }
    }

    /** Karaf's own list leaves out everything but packages. */
    private List<BundleRequirement> missing(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        return revision == null
                ? List.of()
                : revision.getDeclaredRequirements(null).stream()
                        .filter(BundleDiagnosis::isMandatory)
                        .filter(requirement -> !isProvided(requirement))
                        .toList();
    }

    private static boolean isMandatory(BundleRequirement requirement) {
        Map<String, String> directives = requirement.getDirectives();
        return directives.getOrDefault("resolution", "mandatory").equals("mandatory")
                && directives.getOrDefault("effective", "resolve").equals("resolve");
    }

    private boolean isProvided(BundleRequirement requirement) {
        return Arrays.stream(context.getBundles())
                .map(bundle -> bundle.adapt(BundleRevision.class))
                .filter(Objects::nonNull)
                .flatMap(r -> r.getDeclaredCapabilities(requirement.getNamespace()).stream())
                .anyMatch(requirement::matches);
    }

    private Finding missing(String name, BundleRequirement requirement) {
        String filter = String.valueOf(requirement.getDirectives().get("filter"));
        String wanted = PackageFinder.packageIn(filter);
        if (!BundleRevision.PACKAGE_NAMESPACE.equals(requirement.getNamespace())
                || wanted.isEmpty()) {
            String fault = "it needs " + requirement.getNamespace() + ", which no bundle provides";
            return new Finding(name, fault, "install a bundle that provides it");
        }
        String fix =
                packages.featureWith(wanted)
                        .map(feature -> "feature:install " + feature)
                        .orElse(
                                "install a bundle that exports "
                                        + wanted
                                        + " in a fitting version");
        return new Finding(name, "the package " + wanted + " is missing: " + filter, fix);
    }
}
