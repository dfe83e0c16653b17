package io.distsys.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.distsys.benchmarks.peers.node.CallOrder;
import io.distsys.benchmarks.report.LatencyFigures;
import io.distsys.benchmarks.report.Results;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class PeersReportTests {

	@TempDir
	Path directory;

	@BeforeEach
	void keepFiguresApart() {
		System.setProperty("benchmarks.results", this.directory.toString());
	}

	@AfterEach
	void keepFiguresWhereTheyBelong() {
		System.clearProperty("benchmarks.results");
	}

	@Test
	void roundsAreAddedToThoseThatAreKept() throws IOException {
		report().keep("distsys: this version", List.of(call(1, PeerSystems.OURS, CallOrder.THREADS, 100)));
		PeersReport later = report();
		assertThat(later.nextRound(PeerSystems.OURS)).isEqualTo(2);
		assertThat(later.nextRound(PeerSystems.PEKKO)).isEqualTo(1);
		later.keep("distsys: this version", List.of(call(2, PeerSystems.OURS, CallOrder.THREADS, 200)));
		assertThat(Files.readAllLines(this.directory.resolve("peers/calls.csv"))).hasSize(3);
		assertThat(Files.readAllLines(this.directory.resolve("peers/versions.txt")))
			.containsExactly("distsys: this version");
	}

	@Test
	void eachRoundIsComparedWithTheSameRoundOfAPeer() throws IOException {
		PeersReport report = report();
		report.keep("ours", List.of(call(1, PeerSystems.OURS, CallOrder.THREADS, 100),
				call(2, PeerSystems.OURS, CallOrder.THREADS, 900)));
		report.keep("theirs", List.of(call(1, PeerSystems.PEKKO, CallOrder.THREADS, 200),
				call(2, PeerSystems.PEKKO, CallOrder.THREADS, 300)));
		report.show();
		assertThat(Files.readString(this.directory.resolve("peers/peers.md")))
			.contains("| distsys worker : pekko worker | there | 1 threads : threads | 0.50 (0.50–3.0) |");
	}

	@Test
	void whatIsMeasuredInOneWayOnlyIsNotComparedWithAnother() throws IOException {
		PeersReport report = report();
		report.keep("ours", List.of(call(1, PeerSystems.OURS, CallOrder.STAGES, 100)));
		report.keep("theirs", List.of(call(1, PeerSystems.PEKKO, CallOrder.THREADS, 200)));
		report.keep("those of the BEAM", List.of(call(1, PeerSystems.HORDE, PeerSystems.PROCESSES, 50)));
		report.show();
		assertThat(Files.readString(this.directory.resolve("peers/peers.md"))).doesNotContain("distsys worker : pekko")
			.contains("| distsys worker : horde worker | there | 1 stages : processes | 2.0 (2.0–2.0) |");
	}

	private static PeersReport report() throws IOException {
		return new PeersReport(new Results("peers"));
	}

	private static PeerCall call(int round, String system, String way, double micros) {
		return new PeerCall(round, system, CallOrder.WORKER, CallOrder.THERE, way, 1,
				new LatencyFigures(1000, 500, micros, 2 * micros, 3 * micros, 0));
	}

}
