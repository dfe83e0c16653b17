package io.distsys.benchmarks.order;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;

/**
 * Reads what the benchmark says on the standard input, one order a line, each with its
 * number first. At its end the benchmark has gone, and this process ends too.
 */
public final class OrderReader {

	private final HistoryWriter history;

	private final Orders orders;

	private OrderReader(HistoryWriter history, Orders orders) {
		this.history = history;
		this.orders = orders;
	}

	/**
	 * Tell the benchmark that this node is ready, and take orders from then on.
	 * @param history takes the answers
	 * @param orders does what is ordered
	 */
	public static void start(HistoryWriter history, Orders orders) {
		history.record(EventKind.READY, "", 0, Long.toString(ProcessHandle.current().pid()));
		Thread reader = new Thread(new OrderReader(history, orders)::read, "benchmarks-orders");
		reader.setDaemon(true);
		reader.start();
	}

	private void read() {
		try {
			BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				String[] words = line.split(" ");
				String answer = this.orders.follow(Arrays.copyOfRange(words, 1, words.length));
				this.history.record(EventKind.RETURNED, "", Long.parseLong(words[0]), answer);
			}
		}
		catch (IOException | InterruptedException ex) {
			// As good as the end.
		}
		Runtime.getRuntime().halt(1);
	}

	/** What a node can do. */
	@FunctionalInterface
	public interface Orders {

		/**
		 * Do what is ordered.
		 * @param words what to do, then with what
		 * @return what came of it, one line
		 * @throws InterruptedException if it is not to go on
		 */
		String follow(String[] words) throws InterruptedException;

	}

}
