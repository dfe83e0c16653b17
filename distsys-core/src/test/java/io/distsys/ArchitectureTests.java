package io.distsys;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The shape of the library: which package may know which.
 */
class ArchitectureTests {

	private static final String ROOT = "io.distsys";

	/**
	 * The layers from bottom to top. A package may import the packages on lower lines
	 * only.
	 */
	private static final List<Set<String>> LAYERS = List.of(Set.of("cluster", "time", "crdt", "placement"),
			Set.of("messaging"), Set.of("consensus"), Set.of("ownership", "quorum"), Set.of("available", "tracker"),
			Set.of("registry", "group", "lock", "number", "election", "pubsub", "rpc", "decision"),
			Set.of("singleton", "presence", "replicated"), Set.of("worker"), Set.of("hazelcast"));

	/**
	 * The imports allowed inside one line.
	 */
	private static final Map<String, Set<String>> SIDEWAYS = Map.of("cluster", Set.of("time"), "placement",
			Set.of("cluster"), "quorum", Set.of("ownership"));

	/**
	 * The libraries that one package alone may know.
	 */
	private static final Map<String, String> ONLY_KNOWN_BY = Map.of("com.hazelcast", "hazelcast", "io.microraft",
			"consensus");

	private static final JavaClasses MAIN = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
		.importPackages(ROOT);

	@ParameterizedTest
	@MethodSource("packages")
	void importsOnlyLowerLayers(String name) {
		noClasses().that()
			.resideInAPackage(ROOT + "." + name + "..")
			.should()
			.dependOnClassesThat(resideInAPackage(ROOT + "..")
				.and(not(resideInAnyPackage(packagesAllowedFor(name).toArray(String[]::new)))))
			.because("'%s' may import only lower layers".formatted(name))
			.allowEmptyShould(true)
			.check(MAIN);
	}

	@Test
	void everyPackageHasALayer() {
		classes().should()
			.resideInAnyPackage(packages().map((name) -> ROOT + "." + name + "..").toArray(String[]::new))
			.because("a new package takes its place in ArchitectureTests.LAYERS")
			.check(MAIN);
	}

	@Test
	void packagesAreFreeOfCycles() {
		slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(MAIN);
	}

	@ParameterizedTest
	@MethodSource("librariesWithOneUser")
	void onlyOnePackageKnows(String library) {
		String user = ROOT + "." + ONLY_KNOWN_BY.get(library) + "..";
		noClasses().that()
			.resideOutsideOfPackage(user)
			.should()
			.dependOnClassesThat()
			.resideInAPackage(library + "..")
			.because("only %s knows %s".formatted(user, library))
			.check(MAIN);
	}

	@Test
	void coreDoesNotKnowSpring() {
		noClasses().should().dependOnClassesThat().resideInAnyPackage("org.springframework..").check(MAIN);
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
		noClasses().should()
			.haveNameMatching(".*(Impl|Utils?|Helper|Manager)")
			.because("a name says how: HazelcastMembership, RendezvousPlacement, LeaseTable")
			.check(MAIN);
	}

	@Test
	void timeComesFromTheTimePackage() {
		noClasses().that()
			.resideOutsideOfPackage(ROOT + ".time..")
			.should()
			.accessTargetWhere(asksTheJvmForTime())
			.because("time is injected, see io.distsys.time")
			.check(MAIN);
	}

	private static DescribedPredicate<JavaAccess<?>> asksTheJvmForTime() {
		Map<String, Set<String>> calls = Map.of("java.lang.Thread", Set.of("sleep"), "java.lang.System",
				Set.of("currentTimeMillis", "nanoTime"));
		return DescribedPredicate.describe("Thread.sleep, System.currentTimeMillis or System.nanoTime",
				(access) -> calls.getOrDefault(access.getTargetOwner().getName(), Set.of()).contains(access.getName()));
	}

	private static Stream<String> packages() {
		return LAYERS.stream().flatMap(Set::stream);
	}

	private static Stream<String> librariesWithOneUser() {
		return ONLY_KNOWN_BY.keySet().stream();
	}

	private static List<String> packagesAllowedFor(String name) {
		List<String> allowed = new ArrayList<>(List.of(name));
		allowed.addAll(SIDEWAYS.getOrDefault(name, Set.of()));
		LAYERS.stream().takeWhile((layer) -> !layer.contains(name)).forEach(allowed::addAll);
		return allowed.stream().map((other) -> ROOT + "." + other + "..").toList();
	}

}
