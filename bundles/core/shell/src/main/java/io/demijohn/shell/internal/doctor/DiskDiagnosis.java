package io.demijohn.shell.internal.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A data folder that cannot be written, or a disk that is nearly full. */
public final class DiskDiagnosis implements Diagnosis {

    private static final long LEAST_BYTES = 1L << 30;
    private static final double LEAST_SHARE = 0.05;

    private final Path data;

    public DiskDiagnosis(Path data) {
        this.data = data;
    }

    @Override
    public List<Finding> findings() {
        var findings = new ArrayList<Finding>();
        try {
            Files.delete(Files.createTempFile(data, "doctor", ".probe"));
        } catch (IOException e) {
            findings.add(
                    new Finding(
                            "data folder",
                            data + " cannot be written: " + e.getMessage(),
                            "make it writable for the user that runs the platform, and restart"));
        }
        try {
            var store = Files.getFileStore(data);
            space(store.getUsableSpace(), store.getTotalSpace(), findings);
        } catch (IOException e) {
            findings.add(new Finding("disk", "no figures: " + e.getMessage(), "check the mount"));
        }
        return findings;
    }

    void space(long free, long total, List<Finding> findings) {
        if (free < LEAST_BYTES || free < total * LEAST_SHARE) {
            findings.add(
                    new Finding(
                            "disk",
                            "only " + (free >> 20) + " MiB are free below " + data,
                            "free space, or move the data folder to a larger disk"));
        }
    }
}
