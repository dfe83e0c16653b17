package io.distsys.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.distsys.faults.host.FaultNetwork;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Each program starts and gives a figure; what the figure is does not matter. */
@Tag("full")
class BenchmarksIntegrationTests {

	@TempDir
	Path directory;

	@BeforeEach
	void keepFiguresApart() {
		FaultNetwork.missing().ifPresent(Assumptions::abort);
		System.setProperty("benchmarks.results", this.directory.toString());
	}

	@Test
	void failOverIsMeasured() throws IOException {
		Benchmarks.main(new String[] { "failover", "--times", "1", "--faults", "kill" });
		assertThat(Files.readAllLines(this.directory.resolve("failover/failover.csv"))).hasSizeGreaterThan(1);
	}

	@Test
	void commitsAreMeasured() throws IOException {
		Benchmarks.main(new String[] { "commit", "--times", "1", "--seconds", "1" });
		assertThat(Files.readString(this.directory.resolve("commit/commit.md"))).contains("renewal : map-put");
	}

	@Test
	void callsAreMeasured() throws IOException {
		Benchmarks.main(new String[] { "call", "--times", "1", "--seconds", "1" });
		assertThat(Files.readString(this.directory.resolve("call/call.md"))).contains("call : task", "service : task",
				"service : call", "service-guarded : service", "service-stage : task-stage", "| difference |");
		assertThat(Files.readAllLines(this.directory.resolve("call/call.csv"))).hasSize(17)
			.allMatch((line) -> line.endsWith(",failures") || line.endsWith(",0"));
		assertThat(Files.readAllLines(this.directory.resolve("call/local.csv"))).hasSize(2);
	}

	@Test
	void topicsAreMeasured() throws IOException {
		Benchmarks.main(new String[] { "topics", "--times", "1", "--seconds", "1" });
		assertThat(Files.readAllLines(this.directory.resolve("topics/floods.csv"))).hasSize(3);
		assertThat(Files.readAllLines(this.directory.resolve("topics/paces.csv"))).hasSize(5);
	}

	@Test
	void namesAreMeasured() throws IOException {
		Benchmarks.main(new String[] { "names", "--times", "1", "--seconds", "1", "--sizes", "100" });
		assertThat(Files.readAllLines(this.directory.resolve("names/registered.csv"))).hasSize(9);
		assertThat(Files.readAllLines(this.directory.resolve("names/spread.csv"))).hasSize(5);
		assertThat(Files.readAllLines(this.directory.resolve("names/seen.csv"))).hasSize(5);
		assertThat(Files.readAllLines(this.directory.resolve("names/looked-up.csv"))).hasSize(13);
	}

	@Test
	void secretsAndTlsAreMeasured() throws IOException {
		Benchmarks.main(new String[] { "security", "--times", "1", "--seconds", "1" });
		assertThat(Files.readString(this.directory.resolve("security/security.md"))).contains("| `ssl.bundle` |");
	}

	@Test
	void anIdleClusterIsMeasured() throws IOException {
		Benchmarks.main(new String[] { "idle", "--sizes", "2", "--seconds", "2" });
		assertThat(Files.readAllLines(this.directory.resolve("idle/idle.csv"))).hasSize(3);
	}

	@Test
	void workersAreMeasured() throws IOException {
		Benchmarks
			.main(new String[] { "workers", "--times", "1", "--seconds", "1", "--sizes", "500", "--kills", "100" });
		assertThat(Files.readAllLines(this.directory.resolve("workers/starts.csv"))).hasSize(4);
		assertThat(Files.readAllLines(this.directory.resolve("workers/calls.csv"))).hasSize(7);
		assertThat(Files.readAllLines(this.directory.resolve("workers/kills.csv"))).hasSize(3);
	}

	@Test
	void callsAreMeasuredAsThoseOfPeersAre() throws IOException {
		Benchmarks.main(new String[] { "peers", "--times", "1", "--seconds", "1", "--systems", "distsys" });
		assertThat(Files.readAllLines(this.directory.resolve("peers/calls.csv"))).hasSize(13);
	}

}
