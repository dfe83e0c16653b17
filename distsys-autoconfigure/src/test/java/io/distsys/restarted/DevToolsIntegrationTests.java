package io.distsys.restarted;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.distsys.applications.Applications;
import io.distsys.applications.Processes;
import io.distsys.cluster.Cluster;
import io.distsys.cluster.Node;
import io.distsys.restarted.DeskApplication.Answer;
import io.distsys.restarted.DeskApplication.Desk;
import io.distsys.restarted.DeskApplication.Question;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A node in a JVM of its own whose classes change, as when it is developed: DevTools ends
 * its context and begins a new one, with new classes, in the same JVM. Runs where
 * DevTools is on the class path, in the execution {@code devtools} of the build. The
 * classes of the library are those of a jar for DevTools.
 */
@Tag("devtools")
@Timeout(400)
class DevToolsIntegrationTests {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final int PORT = 18361;

	private static final String CLUSTER = "developed";

	private static final String LIBRARY = "restart.exclude.library=/distsys-(core|autoconfigure)/target/(test-)?classes/";

	@RegisterExtension
	final Processes processes = new Processes();

	@RegisterExtension
	final Applications applications = new Applications("stays", PORT);

	@TempDir
	private Path directory;

	@Test
	void nodeThatDevToolsRestartsLeavesAndComesBackWithItsNewClasses() throws Exception {
		ConfigurableApplicationContext stays = this.applications.start(DeskApplication.class, "stays",
				"distsys.cluster.name=" + CLUSTER, "distsys.cluster.roles=stays", "distsys.singleton.call-timeout=5s");
		Path classes = copyOfTheClasses();
		Path log = this.directory.resolve("developed.log");
		start(log, classes);
		Answer first = answer(stays, 1, "one");
		Node before = other(stays).orElseThrow();
		touch(classes.resolve("io/distsys/restarted/DeskApplication.class"));
		Answer second = answer(stays, 2, "two");
		Node after = other(stays).orElseThrow();
		assertThat(List.of(first.loader(), second.loader())).containsOnly("RestartClassLoader");
		assertThat(after.name()).isEqualTo(before.name());
		assertThat(after.id()).isNotEqualTo(before.id());
		assertThat(second.members()).isOne();
		assertThat(second.coreThreads()).isEqualTo(first.coreThreads());
		assertThat(second.noted()).containsExactly(new Question("one"), new Question("two"));
		assertThat(second.remembered()).containsExactly(new Question("one"), new Question("two"));
		assertThat(second.written()).containsExactly(new Question("one"), new Question("two"));
		assertThat(Processes.read(log)).doesNotContain("ClassCastException", "IllegalAccessError", "LinkageError");
	}

	private void start(Path log, Path classes) throws IOException {
		this.processes.start(log, List.of(classes), List.of("-Ddistsys.cluster.name=" + CLUSTER,
				"-Ddistsys.cluster.node-name=developed", "-Ddistsys.cluster.roles=developed",
				"-Ddistsys.network.port=" + PORT, "-Ddistsys.lease.ttl=10s", "-Ddistsys.singleton.call-timeout=5s",
				"-Dspring.main.cloud-platform=none", "-Dspring.main.web-application-type=none",
				"-Dspring.main.keep-alive=true", "-Dspring.devtools.livereload.enabled=false",
				"-Dspring.devtools.restart.poll-interval=300ms", "-Dspring.devtools.restart.quiet-period=100ms"),
				DeskApplication.class);
	}

	/** The one answer that a life gives, and the two nodes that are there then. */
	private static Answer answer(ConfigurableApplicationContext asking, int life, String question) {
		List<Answer> answers = new CopyOnWriteArrayList<>();
		await().atMost(PATIENCE).ignoreExceptions().until(() -> {
			Answer answer = asking.getBean(Desk.class).ask(new Question(question));
			answers.add(answer);
			return answer.life() == life && asking.getBean(Cluster.class).view().nodes().size() == 2;
		});
		return answers.get(answers.size() - 1);
	}

	private static Optional<Node> other(ConfigurableApplicationContext context) {
		Cluster cluster = context.getBean(Cluster.class);
		return cluster.view().nodes().stream().filter((node) -> !node.id().equals(cluster.self().id())).findFirst();
	}

	private Path copyOfTheClasses() throws IOException {
		Path classes = this.directory.resolve("classes");
		Path own = Path.of("target", "test-classes");
		try (Stream<Path> files = Files.walk(own.resolve("io/distsys/restarted"))) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				Path copy = classes.resolve(own.relativize(file));
				Files.createDirectories(copy.getParent());
				Files.copy(file, copy);
			}
		}
		Path settings = classes.resolve("META-INF/spring-devtools.properties");
		Files.createDirectories(settings.getParent());
		Files.writeString(settings, LIBRARY);
		return classes;
	}

	private static void touch(Path file) throws IOException {
		FileTime written = Files.getLastModifiedTime(file);
		Files.setLastModifiedTime(file, FileTime.from(written.toInstant().plusSeconds(2)));
	}

}
