package io.distsys.cloud;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SpringCloudPageTests {

	private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

	@Test
	void theApplicationOnThePageIsTheOneThatIsRun() throws IOException {
		String page = Files.readString(ROOT.resolve("docs/spring-cloud.md"));
		String source = Files
			.readString(ROOT.resolve("distsys-autoconfigure/src/test/java/io/distsys/cloud/BalancedApplication.java"));
		String shown = source.substring(source.indexOf("@SpringBootApplication"));
		assertThat(Arrays.asList(page.split("```"))).contains("java\n" + shown);
	}

}
