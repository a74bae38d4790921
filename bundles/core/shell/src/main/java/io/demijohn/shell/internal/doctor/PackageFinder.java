package io.demijohn.shell.internal.doctor;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Arrays;
import java.util.Optional;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.karaf.features.BundleInfo;
import org.apache.karaf.features.Feature;
import org.apache.karaf.features.FeaturesService;

/**
 * Finds the feature, of those known and not yet installed, with a bundle that exports a package.
 */
final class PackageFinder {

    private static final Pattern FILTER = Pattern.compile("osgi\\.wiring\\.package=([\\w.]+)");

    private final FeaturesService features;

    PackageFinder(FeaturesService features) {
        this.features = features;
    }

    /** The package that a requirement's filter asks for, or an empty text. */
    static String packageIn(String filter) {
        Matcher matcher = FILTER.matcher(filter);
        return matcher.find() ? matcher.group(1) : "";
    }

    Optional<String> featureWith(String packageName) {
        Pattern export = Pattern.compile("(^|,)\\Q" + packageName + "\\E(;|,|$)");
        try {
            return Arrays.stream(features.listFeatures())
                    .filter(feature -> !features.isInstalled(feature))
                    .filter(feature -> has(feature, export))
                    .map(Feature::getName)
                    .findFirst();
        } catch (Exception e) {
            throw new IllegalStateException("cannot list features: " + e.getMessage(), e);
        }
    }

    private static boolean has(Feature feature, Pattern export) {
        return feature.getBundles().stream()
                .map(BundleInfo::getLocation)
                .anyMatch(location -> exports(location, export));
    }

    private static boolean exports(String location, Pattern export) {
        try (var jar = new JarInputStream(new BufferedInputStream(open(location)))) {
            Manifest manifest = jar.getManifest();
            String header =
                    manifest == null
                            ? null
                            : manifest.getMainAttributes().getValue("Export-Package");
            return header != null && export.matcher(header).find();
        } catch (IOException e) {
            return false; // a bundle that is not at hand cannot be the answer
        }
    }

    private static InputStream open(String location) throws IOException {
        return new URL(location).openStream();
    }
}
