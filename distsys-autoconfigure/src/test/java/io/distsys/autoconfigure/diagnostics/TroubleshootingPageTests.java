package io.distsys.autoconfigure.diagnostics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code docs/troubleshooting.md} says is logged stands in the sources. */
class TroubleshootingPageTests {

	private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();

	/** A capital, several words, in the first column. */
	private static final Pattern LOGGED = Pattern.compile("`([A-Z][a-z]* [^`]*)`");

	private static final Set<String> METERS = Set.of("distsys.lease.commands", "distsys.fences.closed");

	private static String sources() throws IOException {
		try (Stream<Path> core = Files.walk(PROJECT.resolve("distsys-core/src/main/java"));
				Stream<Path> spring = Files.walk(PROJECT.resolve("distsys-autoconfigure/src/main/java"))) {
			return Stream.concat(core, spring)
				.filter((file) -> file.toString().endsWith(".java"))
				.map(TroubleshootingPageTests::read)
				.collect(Collectors.joining("\n"))
				.replaceAll("\"\\s*\\+\\s*\"", "");
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void whatIsLoggedIsLoggedInTheseWords() throws IOException {
		List<String> logged = TroubleshootingPage.text()
			.lines()
			.filter((line) -> line.startsWith("| `"))
			.map((line) -> line.substring(0, line.indexOf(" | ")))
			.flatMap((line) -> LOGGED.matcher(line).results())
			.map((MatchResult found) -> found.group(1))
			.toList();
		String sources = sources();
		assertThat(logged).hasSizeGreaterThan(10)
			.allSatisfy((words) -> assertThat(sources.contains(words)).as(words).isTrue());
	}

	@Test
	void everyPropertyOnThePageExists() throws IOException {
		String properties = Files.readString(PROJECT.resolve("docs/configuration.md"));
		List<String> named = Pattern.compile("distsys(\\.[a-z][a-z-]*)+")
			.matcher(TroubleshootingPage.text())
			.results()
			.map(MatchResult::group)
			.filter((name) -> !METERS.contains(name))
			.distinct()
			.toList();
		assertThat(named).hasSizeGreaterThan(30)
			.allSatisfy((name) -> assertThat(properties).containsPattern(Pattern.quote(name) + "\\b"));
	}

}
