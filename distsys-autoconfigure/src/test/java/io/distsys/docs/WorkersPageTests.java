package io.distsys.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class WorkersPageTests {

	private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

	@Test
	void theApplicationOnThePageIsTheOneThatIsCompiled() throws IOException {
		String page = Files.readString(ROOT.resolve("docs/workers.md"));
		String source = Files
			.readString(ROOT.resolve("distsys-autoconfigure/src/test/java/io/distsys/docs/PledgeApplication.java"));
		String shown = source.substring(source.indexOf("@SpringBootApplication"));
		assertThat(Arrays.asList(page.split("```"))).contains("java\n" + shown);
	}

	@ParameterizedTest
	@ValueSource(strings = { "docs/Sensors", "pages/Stations", "pages/LineConfiguration" })
	void theClassOnThePageIsTheOneThatIsCompiled(String name) throws IOException {
		String page = Files.readString(ROOT.resolve("docs/workers.md"));
		String source = Files
			.readString(ROOT.resolve("distsys-autoconfigure/src/test/java/io/distsys/" + name + ".java"));
		String shown = source.substring(source.indexOf("\n@") + 1);
		assertThat(Arrays.asList(page.split("```"))).contains("java\n" + shown);
	}

}
