package io.distsys.autoconfigure.diagnostics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;

import org.springframework.boot.test.system.CapturedOutput;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docs/troubleshooting.md} says is printed, in blocks with \u2026 for what
 * differs. As an extension of a class of tests it requires at the end that all of it was
 * printed, unless only some of the tests were asked for.
 */
final class TroubleshootingPage implements BeforeEachCallback, AfterAllCallback {

	private static final Path PAGE = Path.of("").toAbsolutePath().getParent().resolve("docs/troubleshooting.md");

	private static final Pattern BLOCK = Pattern.compile("```text\n(.*?)\n```", Pattern.DOTALL);

	private static final Pattern SECTION = Pattern.compile("^### ", Pattern.MULTILINE);

	private final Map<String, Pattern> blocks = new TreeMap<>();

	private final Set<String> printed = new ConcurrentSkipListSet<>();

	private final Set<String> started = new ConcurrentSkipListSet<>();

	private TroubleshootingPage(Predicate<String> sections) {
		String text = text();
		for (String section : SECTION.split(text.substring(0, text.indexOf("\n## It runs")))) {
			if (sections.test(section.lines().findFirst().orElse(""))) {
				BLOCK.matcher(section)
					.results()
					.map((block) -> block.group(1))
					.forEach((block) -> this.blocks.put(block, pattern(oneLine(block))));
			}
		}
		assertThat(this.blocks).isNotEmpty();
	}

	/** Some of its sections, by their titles. */
	static TroubleshootingPage of(Set<String> titles) {
		return new TroubleshootingPage(titles::contains);
	}

	/** All other sections. */
	static TroubleshootingPage without(Set<String> titles) {
		return new TroubleshootingPage((title) -> !titles.contains(title));
	}

	static String text() {
		try {
			return Files.readString(PAGE);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Pattern pattern(String text) {
		return Pattern
			.compile(Arrays.stream(text.split("\u2026", -1)).map(Pattern::quote).collect(Collectors.joining(".*?")));
	}

	private static String oneLine(String text) {
		return text.strip().replaceAll("\\s+", " ");
	}

	/** What an application prints that cannot start, which stands on the page. */
	Explanation explanation(CapturedOutput output, Class<?> application, String... properties) {
		Explanation explanation = Explanation.of(output, application, List.of(), properties);
		requires(explanation);
		return explanation;
	}

	/** What was printed stands on the page. */
	void requires(Explanation explanation) {
		String report = oneLine("Description: " + explanation.description() + " Action: " + explanation.action());
		List<String> same = this.blocks.entrySet()
			.stream()
			.filter((block) -> block.getValue().matcher(report).matches())
			.map(Map.Entry::getKey)
			.toList();
		assertThat(same).as("blocks of %s that say: %s", PAGE, report).isNotEmpty();
		this.printed.addAll(same);
	}

	@Override
	public void beforeEach(ExtensionContext test) {
		this.started.add(test.getRequiredTestMethod().getName());
	}

	/** What stands on the page was printed. */
	@Override
	public void afterAll(ExtensionContext tests) {
		boolean all = Arrays.stream(tests.getRequiredTestClass().getDeclaredMethods())
			.filter((method) -> method.isAnnotationPresent(Test.class)
					|| method.isAnnotationPresent(ParameterizedTest.class))
			.allMatch((method) -> this.started.contains(method.getName()));
		if (all) {
			assertThat(this.blocks.keySet()).as("blocks of %s", PAGE).containsExactlyInAnyOrderElementsOf(this.printed);
		}
	}

}
