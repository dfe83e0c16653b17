package io.distsys.samples.donation.local;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Clients that import a file, a few rows at a time, each by any node that runs. What is
 * not acknowledged is sent again, to another node: the service counts a donation once,
 * whatever of the first attempt has been counted.
 */
public final class ImportClients implements AutoCloseable {

	private static final int CLIENTS = 4;

	private static final int ROWS_A_REQUEST = 15;

	private static final Duration PAUSE = Duration.ofMillis(100);

	private final LocalCluster cluster;

	private final String header;

	private final Queue<List<String>> waiting = new ConcurrentLinkedQueue<>();

	private final List<String> acknowledged = new CopyOnWriteArrayList<>();

	/** Held for reading by each request, for writing while no more are to be made. */
	private final ReadWriteLock gate = new ReentrantReadWriteLock(true);

	private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);

	private final CountDownLatch ended = new CountDownLatch(CLIENTS);

	private volatile boolean closed;

	/**
	 * Begin.
	 * @param cluster the nodes
	 * @param file what to import
	 */
	public ImportClients(LocalCluster cluster, DonationFile file) {
		this.cluster = cluster;
		this.header = file.header();
		for (int from = 0; from < file.rows().size(); from += ROWS_A_REQUEST) {
			this.waiting.add(file.rows().subList(from, Math.min(from + ROWS_A_REQUEST, file.rows().size())));
		}
		for (int client = 0; client < CLIENTS; client++) {
			int first = client;
			this.threads.execute(() -> run(first));
		}
	}

	private void run(int client) {
		try {
			int turn = client;
			for (List<String> rows = this.waiting.poll(); rows != null && !this.closed; rows = this.waiting.poll()) {
				this.gate.readLock().lock();
				try {
					turn = importUntilAcknowledged(rows, turn + 1);
				}
				finally {
					this.gate.readLock().unlock();
				}
			}
		}
		finally {
			this.ended.countDown();
		}
	}

	private int importUntilAcknowledged(List<String> rows, int first) {
		int turn = first;
		while (!this.closed && !isAcknowledged(rows, turn)) {
			turn++;
			LockSupport.parkNanos(PAUSE.toNanos());
		}
		return turn;
	}

	private boolean isAcknowledged(List<String> rows, int turn) {
		List<LocalNode> nodes = this.cluster.running();
		if (nodes.isEmpty()) {
			return false;
		}
		List<String> lines = new ArrayList<>(List.of(this.header));
		lines.addAll(rows);
		try {
			HttpResponse<String> answer = nodes.get(turn % nodes.size())
				.post("/donations/import", "text/csv", String.join("\n", lines) + "\n");
			boolean all = answer.statusCode() == 200 && answer.body().contains("\"failedTotal\":0,")
					&& answer.body().contains("\"rejectedTotal\":0,");
			if (all) {
				this.acknowledged.addAll(rows);
			}
			return all;
		}
		catch (IOException ex) {
			// The node has gone, or is not yet there: another one is asked.
			return false;
		}
	}

	/**
	 * What was acknowledged until now.
	 * @return rows of the file
	 */
	public List<String> acknowledged() {
		return List.copyOf(this.acknowledged);
	}

	/**
	 * Whether all of the file was acknowledged.
	 * @return {@code true} if no client works any more
	 */
	public boolean areDone() {
		return this.ended.getCount() == 0;
	}

	/**
	 * Make no requests, once those that are under way have been acknowledged, and begin
	 * again afterwards.
	 * @param timeout how long those may take
	 * @param meanwhile what to do
	 * @throws IOException if they take longer, or what is done fails
	 */
	public void pauseFor(Duration timeout, Pause meanwhile) throws IOException {
		try {
			if (!this.gate.writeLock().tryLock(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
				throw new IOException("Requests are not acknowledged within " + timeout);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted", ex);
		}
		try {
			meanwhile.run();
		}
		finally {
			this.gate.writeLock().unlock();
		}
	}

	/** Import no more. */
	@Override
	public void close() {
		this.closed = true;
		this.threads.shutdownNow();
	}

	/** What is done while nobody imports. */
	@FunctionalInterface
	public interface Pause {

		/**
		 * Do it.
		 * @throws IOException if that is not possible
		 */
		void run() throws IOException;

	}

}
