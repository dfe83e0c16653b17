package io.distsys.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CallsPageTests {

	private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

	@Test
	void theClassesOnThePageAreThoseThatAreCompiled() throws IOException {
		String page = Files.readString(ROOT.resolve("docs/calls.md"));
		String source = Files
			.readString(ROOT.resolve("distsys-autoconfigure/src/test/java/io/distsys/docs/CallsApplication.java"));
		List<String> blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
			.matcher(page)
			.results()
			.map((MatchResult block) -> block.group(1).lines().map((line) -> line.isEmpty() ? line : "\t" + line))
			.map((lines) -> String.join("\n", lines.toList()))
			.toList();
		assertThat(blocks).hasSize(2).allSatisfy((block) -> assertThat(source).contains(block));
	}

}
