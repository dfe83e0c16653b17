package io.distsys;

import java.util.ArrayList;
import java.util.List;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The shape of the Spring side: which package may know which.
 */
class ArchitectureTests {

	/**
	 * The classes of this module, without those of the core.
	 */
	private static final JavaClasses MAIN = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
		.withImportOption((location) -> location.contains("/distsys-autoconfigure/"))
		.importPackages("io.distsys");

	@Test
	void nobodyImportsAutoConfiguration() {
		noClasses().that()
			.resideOutsideOfPackage("io.distsys.autoconfigure..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.distsys.autoconfigure..")
			.check(MAIN);
	}

	@Test
	void autoConfigurationsOfConceptsDoNotKnowEachOther() {
		slices().matching("io.distsys.autoconfigure.(*)..").should().notDependOnEachOther().check(MAIN);
	}

	@Test
	void onlyTheMemberAndItsPortAreOfHazelcast() {
		noClasses().that()
			.resideOutsideOfPackages("io.distsys.autoconfigure.hazelcast..", "io.distsys.autoconfigure.diagnostics..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("com.hazelcast..")
			.check(MAIN);
	}

	@Test
	void everyAutoConfigurationIsListed() {
		List<String> listed = new ArrayList<>();
		ImportCandidates.load(AutoConfiguration.class, null).forEach(listed::add);
		assertThat(MAIN).filteredOn((type) -> type.isAnnotatedWith(AutoConfiguration.class))
			.isNotEmpty()
			.allSatisfy((type) -> assertThat(listed).contains(type.getName()));
	}

	@Test
	void packagesAreFreeOfCycles() {
		slices().matching("io.distsys.(**)").should().beFreeOfCycles().check(MAIN);
	}

	@Test
	void springDoesNotKnowTheActuator() {
		noClasses().that()
			.resideInAPackage("io.distsys.spring..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.distsys.actuate..", "org.springframework.boot.actuate..",
					"org.springframework.boot.health..")
			.because("an application without the actuator must start")
			.check(MAIN);
	}

	@Test
	void healthAsksNobodyAndWaitsForNothing() {
		classes().that()
			.haveSimpleNameEndingWith("HealthIndicator")
			.should()
			.onlyDependOnClassesThat()
			.resideOutsideOfPackages("io.distsys.messaging..", "io.distsys.rpc..", "io.distsys.time..",
					"java.util.concurrent..")
			.check(MAIN);
		noClasses().that()
			.haveSimpleNameEndingWith("HealthIndicator")
			.should()
			.dependOnClassesThat()
			.haveSimpleName("ClusterReports")
			.check(MAIN);
	}

	@Test
	void everyPackageIsNullMarked() {
		assertThat(MAIN).extracting((type) -> type.getPackage())
			.allSatisfy((javaPackage) -> assertThat(javaPackage.isAnnotatedWith(NullMarked.class))
				.as("%s/package-info.java has @NullMarked", javaPackage.getName())
				.isTrue());
	}

	@Test
	void namesSayHow() {
		noClasses().should().haveNameMatching(".*(Impl|Utils?|Helper|Manager)").check(MAIN);
	}

	@Test
	void timeComesFromTheCore() {
		noClasses().should()
			.callMethod(System.class, "currentTimeMillis")
			.orShould()
			.callMethod(System.class, "nanoTime")
			.orShould()
			.callMethod(Thread.class, "sleep", long.class)
			.because("time is injected, see io.distsys.time")
			.check(MAIN);
	}

}
