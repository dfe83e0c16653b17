package io.distsys.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What pages show in Java stands in sources that are compiled, and mostly run. */
class CompiledPagesTests {

	private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

	private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

	private static List<String> blocks(String page) throws IOException {
		return BLOCK.matcher(Files.readString(ROOT.resolve("docs").resolve(page)))
			.results()
			.map((block) -> block.group(1))
			.toList();
	}

	private static String source(String name) throws IOException {
		return Files.readString(ROOT.resolve("distsys-autoconfigure/src/test/java/io/distsys").resolve(name + ".java"));
	}

	@ParameterizedTest
	@CsvSource({ "registry.md, docs/NamesApplication, 2", "decisions.md, docs/DecisionsApplication, 2",
			"topics.md, docs/TopicsApplication, 5", "calls.md, docs/CallsApplication, 3",
			"groups.md, applications/GalleryApplication, 2" })
	void blocksArePartsOfASource(String page, String name, int count) throws IOException {
		String source = source(name);
		assertThat(blocks(page)).hasSize(count).allSatisfy((block) -> assertThat(source).contains(indented(block)));
	}

	/** Whatever depth it stands at, and however many declarations a block shows. */
	@ParameterizedTest
	@CsvSource({ "../README.md, start/GiftApplication, 2", "getting-started.md, start/GiftApplication, 3",
			"locks.md, invoices/LocksApplication, 3",
			"majority-loss.md, applications/MajorityLossIntegrationTests, 1" })
	void declarationsOfBlocksStandInASource(String page, String name, int count) throws IOException {
		String source = source(name).lines().map(String::strip).collect(Collectors.joining("\n"));
		assertThat(blocks(page)).hasSize(count);
		for (String block : blocks(page)) {
			assertThat(block.split("\n\n(?=\\S)")).allSatisfy((declaration) -> assertThat(source)
				.contains(declaration.strip().lines().map(String::strip).collect(Collectors.joining("\n"))));
		}
	}

	/** As it stands within a class. */
	private static String indented(String block) {
		return String.join("\n", block.lines().map((line) -> line.isEmpty() ? line : "\t" + line).toList());
	}

	@ParameterizedTest
	@CsvSource({ "singletons.md, docs/ReportApplication, @SpringBootApplication",
			"workers.md, docs/PledgeApplication, @SpringBootApplication", "workers.md, docs/Sensors, @",
			"workers.md, docs/Carts, @", "workers.md, pages/Stations, @", "workers.md, pages/LineConfiguration, @",
			"workers.md, library/MeterAutoConfiguration, @", "workers.md, stored/SqlWorkerStore, @",
			"workers.md, spring/WorkerAlarms, @",
			"spring-cloud.md, cloud/BalancedApplication, @SpringBootApplication" })
	void blockIsASourceFromItsFirstAnnotationOn(String page, String name, String annotation) throws IOException {
		String source = source(name);
		assertThat(blocks(page)).contains(source.substring(source.indexOf("\n" + annotation) + 1));
	}

}
