package io.demijohn.shell.internal.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.health.Health;
import io.demijohn.health.HealthCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiagnosisTest {

    private static final List<String> GOOD =
            List.of("--add-opens=java.base/java.lang=ALL-UNNAMED", "-XX:+ExitOnOutOfMemoryError");
    private static final long HEAP = 1L << 30;
    private static final Instant NOW = Instant.parse("2027-03-01T12:00:00Z");

    @TempDir private Path data;

    @Test
    void aSoundJvmHasNoFinding() {
        assertThat(new JvmDiagnosis(17, GOOD, HEAP).findings()).isEmpty();
    }

    @Test
    void newerJavaNeedsTheCompatibilityAgent() {
        assertThat(new JvmDiagnosis(25, GOOD, HEAP).findings())
                .singleElement()
                .satisfies(f -> assertThat(f.fault()).contains("agent is missing"))
                .satisfies(f -> assertThat(f.fix()).contains("bin/demijohn"));
    }

    @Test
    void everyMissingFlagAndASmallHeapAreNamed() {
        var findings = new JvmDiagnosis(17, List.of(), 64L << 20).findings();
        assertThat(findings).hasSize(3);
        assertThat(findings).extracting(Finding::fault).anyMatch(f -> f.contains("64 MiB"));
    }

    @Test
    void theLastWordAboutASwitchCounts() {
        var flags = new ArrayList<>(GOOD);
        flags.add("-XX:-ExitOnOutOfMemoryError");
        assertThat(new JvmDiagnosis(17, flags, HEAP).findings()).hasSize(1);
    }

    @Test
    void aClockBeforeTheReleaseIsOff() {
        var clock = InstantSource.fixed(Instant.parse("1970-01-01T00:10:00Z"));
        assertThat(new ClockDiagnosis(data, clock).findings())
                .singleElement()
                .satisfies(f -> assertThat(f.fault()).contains("cannot be"));
    }

    @Test
    void aClockBehindTheNewestFileIsOff() throws IOException {
        Path file = Files.createFile(data.resolve("segment"));
        Files.setLastModifiedTime(file, FileTime.from(NOW.plusSeconds(3_600)));
        Files.setLastModifiedTime(data, FileTime.from(NOW));
        assertThat(new ClockDiagnosis(data, InstantSource.fixed(NOW)).findings()).hasSize(1);
        Files.setLastModifiedTime(file, FileTime.from(NOW.plusSeconds(60)));
        assertThat(new ClockDiagnosis(data, InstantSource.fixed(NOW)).findings()).isEmpty();
    }

    @Test
    void aDiskWithLittleSpaceIsNearlyFull() {
        var diagnosis = new DiskDiagnosis(data);
        var findings = new ArrayList<Finding>();
        diagnosis.space(10L << 30, 100L << 30, findings);
        assertThat(findings).isEmpty();
        diagnosis.space(4L << 30, 100L << 30, findings);
        diagnosis.space(900L << 20, 2L << 30, findings);
        assertThat(findings).hasSize(2).allMatch(f -> f.fix().contains("free space"));
    }

    @Test
    void aFolderThatIsGoneCannotBeWritten() {
        var findings = new DiskDiagnosis(data.resolve("gone")).findings();
        assertThat(findings).extracting(Finding::about).contains("data folder");
    }

    @Test
    void unhealthyComponentsSpeakForThemselves() {
        HealthCheck well = check("log", Health.up("all is well"));
        HealthCheck ill = check("gateway", Health.down("port 8140 is in use", "choose another"));
        assertThat(new HealthDiagnosis(List.of(well, ill)).findings())
                .containsExactly(new Finding("gateway", "port 8140 is in use", "choose another"));
    }

    @Test
    void theMissingPackageIsReadFromTheFilter() {
        String filter = "(&(osgi.wiring.package=org.example.codec)(version>=1.2.0))";
        assertThat(PackageFinder.packageIn(filter)).isEqualTo("org.example.codec");
        assertThat(PackageFinder.packageIn("(osgi.ee=JavaSE)")).isEmpty();
    }

    @Test
    void anAddressIsShownWithoutWhatMayBeSecretInIt() {
        assertThat(EndpointDiagnosis.shown("https://me:CANARY@x.example/CANARY?key=CANARY"))
                .isEqualTo("x.example:443");
        assertThat(EndpointDiagnosis.shown("http://x.example:81/v1")).isEqualTo("x.example:81");
        assertThat(EndpointDiagnosis.shown("sk-CANARY")).isEqualTo("base.url");
        assertThat(EndpointDiagnosis.shown("not an address: CANARY")).isEqualTo("base.url");
    }

    @Test
    void aCheckThatBreaksDoesNotHideTheOthers() {
        HealthCheck broken = check("broken", null);
        HealthCheck down = check("down", Health.down("it is down", "lift it"));
        assertThat(new HealthDiagnosis(List.of(broken, down)).findings())
                .extracting(Finding::about)
                .containsExactly("broken", "down");
    }

    private static HealthCheck check(String name, @Nullable Health health) {
        return new HealthCheck() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Health check() {
                if (health == null) {
                    throw new IllegalStateException("scripted");
                }
                return health;
            }
        };
    }
}
