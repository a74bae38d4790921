package io.demijohn.itests.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The parts of our style card that class files show. */
final class StyleTest {
    private static final String DS = "org.osgi.service.component.annotations.";

    private static JavaClasses classes = new ClassFileImporter().importClasses();

    @BeforeAll
    static void read() throws IOException {
        List<JarFile> jars = new ArrayList<>();
        try {
            for (Bundle bundle : Workspace.bundles()) {
                jars.add(new JarFile(bundle.jar().toFile()));
            }
            classes = Bundle.OURS.importJars(jars);
        } finally {
            for (JarFile jar : jars) {
                jar.close();
            }
        }
    }

    @Test
    void noComponentHasFieldsInjected() {
        noFields()
                .should()
                .beAnnotatedWith(DS + "Reference")
                .orShould()
                .beAnnotatedWith(DS + "Activate")
                .because("constructor injection keeps the fields final")
                .check(classes);
    }

    @Test
    void namesSayWhatDiffers() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .check(classes);
    }

    @Test
    void packagesDoNotGoInCircles() {
        slices().matching("io.demijohn.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void loggingGoesThroughSlf4j() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.util.logging..", "org.apache.logging..", "org.apache.log4j..")
                .check(classes);
    }
}
