package io.distsys.faults.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.Node;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;
import io.distsys.messaging.EnvelopeMessenger;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessagingStatistics;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/**
 * Sends bulk to all other nodes from the order {@value Flood#BEGIN} to the order
 * {@value Flood#END}, each message as soon as there is room for it: many small ones, and
 * as many bytes in large ones, which travel in parts. Records what waits meanwhile and,
 * at the end, what was sent.
 */
class Flooder {

	private static final String ADDRESS = "faults.flood";

	private static final byte[] SMALL = new byte[1024];

	private static final byte[] LARGE = new byte[2 * 1024 * 1024];

	/** As many bytes in small messages as in a large one. */
	private static final int LARGE_EVERY = LARGE.length / SMALL.length;

	private static final long PERIOD_MILLIS = 100;

	private final EnvelopeMessenger messenger;

	private final Cluster cluster;

	private final HistoryWriter history;

	private volatile boolean flooding;

	Flooder(EnvelopeMessenger messenger, Cluster cluster, HistoryWriter history) {
		this.messenger = messenger;
		this.cluster = cluster;
		this.history = history;
		// Nothing is done with what comes, so that the way of it is all that it takes.
		messenger.handle(ADDRESS, Runnable::run, (message, replier) -> {
		});
		Executors.newSingleThreadScheduledExecutor((task) -> thread("faults-queues", task))
			.scheduleWithFixedDelay(this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
	}

	@EventListener(ApplicationReadyEvent.class)
	void listen() {
		this.history.record(EventKind.READY, "", 0, "");
		thread("faults-orders", this::read).start();
	}

	private static Thread thread(String name, Runnable task) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		return thread;
	}

	/** At the end of the input the harness has gone, and this process ends too. */
	private void read() {
		try {
			BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				follow(line);
			}
		}
		catch (IOException ex) {
			// As good as the end.
		}
		Runtime.getRuntime().halt(1);
	}

	private void follow(String order) {
		switch (order) {
			case Flood.BEGIN -> {
				this.flooding = true;
				others().forEach((node) -> thread("faults-flood", () -> flood(node)).start());
			}
			case Flood.END -> this.flooding = false;
			default -> throw new IllegalArgumentException("There is no order '" + order + "'");
		}
	}

	private List<Node> others() {
		return this.cluster.view().nodes().stream().filter((node) -> !node.id().equals(this.messenger.self())).toList();
	}

	private void flood(Node node) {
		long bytes = 0;
		for (long number = 1; this.flooding; number++) {
			byte[] payload = (number % LARGE_EVERY == 0) ? LARGE : SMALL;
			bytes += this.messenger.cast(node.id(), Lane.BULK, ADDRESS, payload) ? payload.length : 0;
		}
		this.history.record(EventKind.RETURNED, Flood.SENT, bytes, node.name());
	}

	private void look() {
		if (this.flooding) {
			for (MessagingStatistics.Queue queue : this.messenger.statistics().queues()) {
				if (queue.lane() == Lane.BULK) {
					this.history.record(EventKind.INVOKED, Flood.QUEUE, queue.bytes(), queue.to().toString());
				}
			}
		}
	}

}
