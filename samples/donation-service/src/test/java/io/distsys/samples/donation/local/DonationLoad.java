package io.distsys.samples.donation.local;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Gives donations at a steady rate to all nodes in turn: half of them on a connection of
 * their own, half by an ordinary client that keeps its connections. It is plain: only
 * when a connection is refused it takes the next node; whatever else goes wrong is a
 * failure.
 */
public final class DonationLoad implements AutoCloseable {

	/** What each donation gives. */
	public static final BigDecimal AMOUNT = new BigDecimal("10.00");

	private static final String CREATED = "created";

	private static final int THREADS = 4;

	/** Between two requests of a thread: together they make a hundred a second. */
	private static final long PAUSE_MILLIS = 40;

	private static final int DONORS = 200;

	private static final int TIMEOUT_MILLIS = 30_000;

	private static final int MOST_REFUSALS = 100;

	private static final HttpClient KEEPING = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(Duration.ofMillis(TIMEOUT_MILLIS))
		.build();

	private final LocalCluster cluster;

	private final AtomicInteger number = new AtomicInteger();

	private final AtomicInteger refused = new AtomicInteger();

	private final AtomicInteger given = new AtomicInteger();

	private final List<String> failures = new CopyOnWriteArrayList<>();

	private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS);

	/**
	 * Begin.
	 * @param cluster the nodes
	 */
	public DonationLoad(LocalCluster cluster) {
		this.cluster = cluster;
		for (int i = 0; i < THREADS; i++) {
			this.threads.scheduleAtFixedRate(this::giveOne, i * PAUSE_MILLIS / THREADS, PAUSE_MILLIS,
					TimeUnit.MILLISECONDS);
		}
	}

	private void giveOne() {
		int donation = this.number.incrementAndGet();
		try {
			String answer = give(donation);
			if (answer.equals(CREATED)) {
				this.given.incrementAndGet();
			}
			else {
				this.failures.add("donation " + donation + ": " + answer);
			}
		}
		catch (IOException ex) {
			this.failures.add("donation " + donation + " " + kind(donation) + ": " + ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static String kind(int donation) {
		return isKept(donation) ? "on a connection that is kept" : "on a connection of its own";
	}

	private static boolean isKept(int donation) {
		return donation % 2 == 0;
	}

	private String give(int donation) throws IOException, InterruptedException {
		IOException last = new IOException("no node runs");
		for (int attempt = 0; attempt < MOST_REFUSALS; attempt++) {
			List<LocalNode> nodes = this.cluster.running();
			if (!nodes.isEmpty()) {
				LocalNode node = nodes.get((donation / 2 + attempt) % nodes.size());
				try {
					return isKept(donation) ? postKeeping(node, body(donation)) : post(node, body(donation));
				}
				catch (ConnectException ex) {
					this.refused.incrementAndGet();
					last = ex;
				}
			}
		}
		throw last;
	}

	private static String body(int donation) {
		return """
				{"donationId":"r-%d","donorId":"donor-%d","amount":%s,"date":"2026-11-21","recipient":"Clinic"}"""
			.formatted(donation, donation % DONORS, AMOUNT);
	}

	private static String postKeeping(LocalNode node, String body) throws IOException, InterruptedException {
		HttpResponse<String> answer = KEEPING.send(HttpRequest.newBuilder(URI.create(node.url() + "/donations"))
			.timeout(Duration.ofMillis(TIMEOUT_MILLIS))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build(), HttpResponse.BodyHandlers.ofString());
		return (answer.statusCode() == 201) ? CREATED : node + ": " + answer.statusCode() + " " + answer.body();
	}

	private static String post(LocalNode node, String body) throws IOException {
		URI url = URI.create(node.url());
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), TIMEOUT_MILLIS);
			socket.setSoTimeout(TIMEOUT_MILLIS);
			OutputStream out = socket.getOutputStream();
			out.write("""
					POST /donations HTTP/1.1\r
					Host: %s\r
					Connection: close\r
					Content-Type: application/json\r
					Content-Length: %d\r
					\r
					""".formatted(url.getAuthority(), bytes.length).getBytes(StandardCharsets.US_ASCII));
			out.write(bytes);
			out.flush();
			String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			if (answer.isEmpty()) {
				throw new IOException(node + " closed the connection without an answer");
			}
			return answer.startsWith("HTTP/1.1 201") ? CREATED : node + ": " + answer;
		}
	}

	/**
	 * How many donations were acknowledged.
	 * @return the number
	 */
	public int given() {
		return this.given.get();
	}

	/**
	 * How often a connection was refused and the next node taken.
	 * @return the number
	 */
	public int refused() {
		return this.refused.get();
	}

	/**
	 * What went wrong.
	 * @return a line for each request that failed
	 */
	public List<String> failures() {
		return List.copyOf(this.failures);
	}

	/** Give no more, and wait for the requests that are under way. */
	@Override
	public void close() {
		this.threads.shutdown();
		try {
			if (!this.threads.awaitTermination(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)) {
				this.failures.add("there are requests without an end");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
