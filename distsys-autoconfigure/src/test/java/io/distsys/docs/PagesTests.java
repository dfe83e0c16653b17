package io.distsys.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** What pages name is there, and pages of concepts answer the same questions. */
class PagesTests {

	private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

	private static final Set<String> MODULES = Set.of("distsys-core", "distsys-autoconfigure", "faults", "benchmarks",
			"samples/donation-service");

	private static final Pattern TEST = Pattern.compile("\\b[A-Z]\\w+(?:Tests|Measurement|Scenarios)\\b");

	/** Ends of names, as they stand in CONTRIBUTING. */
	private static final Set<String> SUFFIXES = Set.of("IntegrationTests", "EndToEndTests", "DskipTests");

	/** Properties below which an application gives names of its own. */
	private static final Set<String> MAPS = Set.of("management.endpoint.health.group");

	/** Of libraries that are not on the class path, or have no metadata. */
	private static final Set<String> FOREIGN = Set.of("resilience4j", "eureka");

	private static Map<String, String> pages() throws IOException {
		try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
			return Stream
				.concat(docs.filter((file) -> file.toString().endsWith(".md")),
						Stream.of("README.md", "SECURITY.md", "CONTRIBUTING.md", "samples/donation-service/README.md")
							.map(ROOT::resolve))
				.collect(Collectors.toMap((page) -> ROOT.relativize(page).toString(), PagesTests::read, (a, b) -> a,
						TreeMap::new));
		}
	}

	/** The text of each Java source by its path. */
	private static Map<Path, String> sources() throws IOException {
		Map<Path, String> sources = new TreeMap<>();
		for (String module : MODULES) {
			try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src"))) {
				files.filter((file) -> file.toString().endsWith(".java"))
					.forEach((file) -> sources.put(file, read(file)));
			}
		}
		return sources;
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static List<String> blocks(String page, String language) {
		return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
			.matcher(page)
			.results()
			.map((block) -> block.group(1))
			.toList();
	}

	private static String stripped(String code) {
		return code.lines().map(String::strip).collect(Collectors.joining("\n"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "singletons", "workers", "registry", "groups", "topics", "calls", "locks", "decisions",
			"spring-cloud" })
	void pageOfAConceptHasWhenAndWhenNotAndPromisesAndWhatHappensAndAnExampleAndSettings(String concept) {
		String page = read(ROOT.resolve("docs").resolve(concept + ".md"));
		assertThat(List.of("\\*\\*When\\.\\*\\*", "\\*\\*When not( to use a lock)?\\.\\*\\*",
				"guarantees\\.md|\\*\\*What is promised\\.\\*\\*",
				"\\| what happens \\||\\*\\*What happens when…\\*\\*|## What happens when…", "crash|kill", "\\bcut\\b",
				"rolling update", "```java", "`distsys\\.[a-z-]+\\.[a-z-]+`", TEST.pattern()))
			.allMatch((part) -> Pattern.compile(part).matcher(page).find());
	}

	@Test
	void javaOnAPageStandsInASource() throws IOException {
		String sources = sources().values().stream().map(PagesTests::stripped).collect(Collectors.joining("\n"));
		pages().forEach((page, text) -> assertThat(blocks(text, "java")).as(page)
			.flatExtracting((block) -> Arrays.asList(block.split("\n\n(?=\\S)")))
			.allMatch((declaration) -> sources.contains(stripped(declaration.strip()))));
	}

	@Test
	void testsThatPagesNameAreThere() throws IOException {
		Set<String> classes = sources().keySet()
			.stream()
			.map((file) -> file.getFileName().toString().replace(".java", ""))
			.collect(Collectors.toSet());
		pages().forEach((page, text) -> assertThat(TEST.matcher(text).results().map(MatchResult::group)).as(page)
			.filteredOn((name) -> !SUFFIXES.contains(name))
			.isSubsetOf(classes));
	}

	/** In the last column of the tables that have one for it. */
	@Test
	void eachFailureOnThePageOfScenariosHasATest() throws IOException {
		Map<Path, String> sources = sources();
		String tests = sources.entrySet()
			.stream()
			.filter((source) -> source.getKey().toString().contains("src/test"))
			.map(Map.Entry::getValue)
			.collect(Collectors.joining("\n"));
		List<String> rows = Stream.of(read(ROOT.resolve("docs/failure-scenarios.md")).split("\n\n"))
			.filter((table) -> table.startsWith("| ") && table.lines().findFirst().orElse("").endsWith("| test |"))
			.flatMap((table) -> table.lines().skip(2))
			.toList();
		assertThat(rows).hasSizeGreaterThan(40).allSatisfy((row) -> {
			String test = row.substring(row.lastIndexOf("| ", row.length() - 2) + 2, row.length() - 2);
			if (!test.equals("the same")) {
				String name = test.replace("`", "");
				assertThat(Pattern.compile("\\b(?:void|class) " + name + "\\b").matcher(tests).find()).as(name)
					.isTrue();
			}
		});
	}

	@Test
	void propertiesInYamlOnAPageAreThere() throws IOException {
		Set<String> known = properties();
		pages().forEach((page, text) -> {
			for (String block : blocks(text, "yaml")) {
				Map<String, Object> yaml = new Yaml().load(block);
				if (!yaml.containsKey("apiVersion")) {
					Set<String> named = new HashSet<>();
					yaml.forEach((name, value) -> names(name, value, named));
					assertThat(named).as(page)
						.filteredOn((name) -> FOREIGN.stream().noneMatch(name::startsWith))
						.allMatch((name) -> known.stream().anyMatch((property) -> covers(property, name)));
				}
			}
		});
	}

	private static void names(String path, Object value, Set<String> into) {
		if (value instanceof Map<?, ?> inner) {
			inner.forEach((name, below) -> names(path + "." + name, below, into));
		}
		else {
			into.add(path);
		}
	}

	/** The property, or a map that it is in. */
	private static boolean covers(String property, String name) {
		return name.equals(property) || MAPS.contains(property) && name.startsWith(property + ".");
	}

	/** What the metadata of the class path say. */
	private static Set<String> properties() throws IOException {
		Set<String> names = new HashSet<>();
		for (URL metadata : Collections
			.list(PagesTests.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream json = metadata.openStream()) {
				for (JsonNode property : JsonMapper.shared().readTree(json).path("properties")) {
					names.add(property.path("name").asString());
				}
			}
		}
		return names;
	}

}
