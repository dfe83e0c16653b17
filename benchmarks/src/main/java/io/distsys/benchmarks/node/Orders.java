package io.distsys.benchmarks.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.distsys.benchmarks.report.LatencyFigures;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/**
 * What the benchmark says on the standard input, one order a line. At its end the
 * benchmark has gone, and this process ends too.
 */
class Orders {

	private final Operations operations;

	private final HistoryWriter history;

	Orders(Operations operations, HistoryWriter history) {
		this.operations = operations;
		this.history = history;
	}

	@EventListener(ApplicationReadyEvent.class)
	void listen() {
		this.history.record(EventKind.READY, "", 0, Long.toString(ProcessHandle.current().pid()));
		Thread reader = new Thread(this::read, "benchmarks-orders");
		reader.setDaemon(true);
		reader.start();
	}

	private void read() {
		try {
			BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				measure(line.split(" "));
			}
		}
		catch (IOException | InterruptedException ex) {
			// As good as the end.
		}
		Runtime.getRuntime().halt(1);
	}

	/** {@code <number> <operation> <in flight> <warm-up ms> <time ms>}. */
	private void measure(String[] order) throws InterruptedException {
		LatencyFigures figures = ClosedLoop.run(this.operations.named(order[1]), Integer.parseInt(order[2]),
				Duration.ofMillis(Long.parseLong(order[3])), Duration.ofMillis(Long.parseLong(order[4])));
		this.history.record(EventKind.RETURNED, "", Long.parseLong(order[0]), figures.line());
	}

}
