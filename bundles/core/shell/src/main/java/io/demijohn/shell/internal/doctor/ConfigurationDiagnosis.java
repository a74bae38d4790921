package io.demijohn.shell.internal.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/** A configuration value of the wrong type, or out of what its field allows. */
public final class ConfigurationDiagnosis implements Diagnosis {

    private final Configurations configurations;
    private final BundleContext context;
    private final MetaTypeService metaTypes;

    public ConfigurationDiagnosis(
            Configurations configurations, BundleContext context, MetaTypeService metaTypes) {
        this.configurations = configurations;
        this.context = context;
        this.metaTypes = metaTypes;
    }

    @Override
    public List<Finding> findings() {
        var findings = new ArrayList<Finding>();
        for (Configurations.Entry entry : configurations.all()) {
            definition(entry.factoryPid().orElse(entry.pid()))
                    .ifPresent(definition -> check(entry, definition, findings));
        }
        return findings;
    }

    private Optional<ObjectClassDefinition> definition(String pid) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName().startsWith("io.demijohn."))
                .flatMap(bundle -> definitions(bundle, pid))
                .findFirst();
    }

    private Stream<ObjectClassDefinition> definitions(Bundle bundle, String pid) {
        MetaTypeInformation information = metaTypes.getMetaTypeInformation(bundle);
        return Stream.concat(
                        Arrays.stream(information.getPids()),
                        Arrays.stream(information.getFactoryPids()))
                .filter(pid::equals)
                .map(known -> information.getObjectClassDefinition(known, null));
    }

    private static void check(
            Configurations.Entry entry, ObjectClassDefinition definition, List<Finding> findings) {
        for (AttributeDefinition field :
                definition.getAttributeDefinitions(ObjectClassDefinition.ALL)) {
            String value = entry.values().get(field.getID());
            String complaint = value == null ? null : complaint(field, value);
            if (complaint != null) {
                findings.add(
                        new Finding(
                                entry.file(),
                                field.getID() + " = " + value + ": " + complaint,
                                "correct " + field.getID() + "; " + field.getDescription()));
            }
        }
    }

    private static @org.jspecify.annotations.Nullable String complaint(
            AttributeDefinition field, String value) {
        String said = field.validate(value);
        return said == null || said.isEmpty() ? null : said;
    }
}
