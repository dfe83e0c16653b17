package io.distsys.benchmarks.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.distsys.benchmarks.peers.node.CallOrders;
import org.jspecify.annotations.Nullable;

/**
 * A node of any system: takes orders on its standard input and answers each on its
 * standard output, the rest of which is its log. Closing it kills it. Used by one thread.
 */
final class PeerProcess implements AutoCloseable {

	/** Instead of an answer, when the process has ended. */
	private static final String ENDED = "";

	private static final int END_SECONDS = 10;

	private final Process process;

	private final Path log;

	/** Never more than one, for each order waits for its answer. */
	private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

	private final Thread atExit;

	private PeerProcess(Process process, Path log) {
		this.process = process;
		this.log = log;
		this.atExit = new Thread(process::destroyForcibly, "benchmarks-peer-exit");
	}

	static PeerProcess start(List<String> command, Path log) throws IOException {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		PeerProcess peer = new PeerProcess(process, log);
		Runtime.getRuntime().addShutdownHook(peer.atExit);
		Thread reader = new Thread(peer::read, "benchmarks-peer-reader");
		reader.setDaemon(true);
		reader.start();
		return peer;
	}

	private void read() {
		try (BufferedReader lines = new BufferedReader(
				new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8));
				PrintWriter copy = new PrintWriter(Files.newBufferedWriter(this.log), true)) {
			for (@Nullable
			String line = lines.readLine(); line != null; line = lines.readLine()) {
				copy.println(line);
				if (line.startsWith(CallOrders.ANSWER)) {
					this.answers.add(line.substring(CallOrders.ANSWER.length()));
				}
			}
		}
		catch (IOException ex) {
			// The stream of a process that was killed.
		}
		this.answers.add(ENDED);
	}

	/**
	 * Give an order.
	 * @param order one line
	 * @param timeout how long it may take
	 * @return the answer
	 * @throws IOException if there is none in time, or the process has ended
	 */
	String ask(String order, Duration timeout) throws IOException {
		this.process.getOutputStream().write((order + "\n").getBytes(StandardCharsets.UTF_8));
		this.process.getOutputStream().flush();
		return answer(timeout);
	}

	/**
	 * Wait for the next answer; the first comes without an order.
	 * @param timeout how long it may take
	 * @return the answer
	 * @throws IOException if there is none in time, or the process has ended
	 */
	String answer(Duration timeout) throws IOException {
		try {
			String answer = this.answers.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
			if (answer == null || answer.equals(ENDED)) {
				throw new IOException("No answer within " + timeout + ", see " + this.log);
			}
			return answer;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted", ex);
		}
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
		try {
			this.process.waitFor(END_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		Runtime.getRuntime().removeShutdownHook(this.atExit);
	}

}
