package io.distsys.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import io.distsys.applications.Applications;
import io.distsys.applications.Processes;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.singleton.SingletonState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplicationAotProcessor;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the first pages show, with its beans made by code that Spring has written ahead of
 * time, as the goal {@code process-aot} of its plugin has it written, on a JVM. A second
 * node, made as ever, hears what it does.
 */
@Timeout(400)
class AheadOfTimeIntegrationTests {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final String CLUSTER = "ahead-of-time";

	private static final int PORT = 18081;

	/** Spring Cloud has the refresh scope off in what is made ahead of time. */
	private static final List<String> PROPERTIES = List.of("-Dspring.cloud.refresh.enabled=false",
			"-Dspring.main.cloud-platform=none", "-Dspring.main.web-application-type=none",
			"-Ddistsys.cluster.name=" + CLUSTER, "-Ddistsys.network.port=" + PORT, "-Ddistsys.lease.ttl=10s");

	@RegisterExtension
	final Processes processes = new Processes();

	@RegisterExtension
	final Applications applications = new Applications("beside", PORT);

	@TempDir
	private Path directory;

	@Test
	void singletonIsActiveAndItsScheduledMethodRuns() throws Exception {
		Path classes = processedAndCompiled();
		Path log = this.directory.resolve("application.log");
		List<String> options = new ArrayList<>(PROPERTIES);
		options.add("-Dspring.aot.enabled=true");
		this.processes.start(log, List.of(classes), options, GiftApplication.class);
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(Processes.read(log)).contains("Starting AOT-processed GiftApplication",
					"Singleton is active here name=totals"));
		ConfigurableApplicationContext other = this.applications.start(GiftApplication.class, "as-ever",
				"distsys.cluster.name=" + CLUSTER);
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(other.getBean(GiftApplication.Gifts.class).last()).isPresent());
		assertThat(other.getBean(ClusterSingletons.class).status()).singleElement()
			.satisfies((totals) -> assertThat(totals.state()).isEqualTo(SingletonState.STANDBY));
	}

	private Path processedAndCompiled() throws IOException, InterruptedException {
		Path sources = this.directory.resolve("sources");
		Path classes = this.directory.resolve("classes");
		Path log = this.directory.resolve("processing.log");
		Process processing = this.processes.start(log, List.of(), PROPERTIES, SpringApplicationAotProcessor.class,
				GiftApplication.class.getName(), sources.toString(), classes.toString(), classes.toString(),
				"io.distsys", "gifts");
		assertThat(processing.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(processing.exitValue()).as(Processes.read(log)).isZero();
		compile(sources, classes);
		return classes;
	}

	private static void compile(Path sources, Path classes) throws IOException {
		List<String> arguments = new ArrayList<>(List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-cp",
				Processes.classPath(List.of(classes))));
		try (Stream<Path> files = Files.walk(sources)) {
			files.filter((file) -> file.toString().endsWith(".java")).forEach((file) -> arguments.add(file.toString()));
		}
		assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
			.isZero();
	}

}
