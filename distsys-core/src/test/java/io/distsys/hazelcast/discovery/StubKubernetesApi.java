package io.distsys.hazelcast.discovery;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

/** Speaks the part of the Kubernetes API that names pods, over HTTPS. */
public final class StubKubernetesApi implements AutoCloseable {

	private static final String TOKEN = "a-token-of-the-tests";

	private final HttpsServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final CountDownLatch closed = new CountDownLatch(1);

	private final List<String> questions = new CopyOnWriteArrayList<>();

	private volatile List<String> pods = List.of();

	private volatile Mood mood = Mood.GOOD;

	private volatile int status;

	/**
	 * Start it on the loopback address.
	 * @param context has its certificate
	 */
	public StubKubernetesApi(SSLContext context) throws IOException {
		this(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), context);
	}

	/**
	 * Start it.
	 * @param address where it listens
	 * @param context has its certificate
	 */
	public StubKubernetesApi(InetSocketAddress address, SSLContext context) throws IOException {
		this.server = HttpsServer.create(address, 0);
		this.server.setHttpsConfigurator(new HttpsConfigurator(context));
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::answer);
		this.server.start();
	}

	/** What it accepts. */
	public static String token() {
		return TOKEN;
	}

	/** Where it listens. */
	public String url() {
		return "https://" + this.server.getAddress().getAddress().getHostAddress() + ":"
				+ this.server.getAddress().getPort();
	}

	/** The pods there are. */
	public void pods(String... addresses) {
		this.pods = List.of(addresses);
	}

	/** Answer with an error. */
	public void fail(int newStatus) {
		this.mood = Mood.REFUSING;
		this.status = newStatus;
	}

	/** Answer otherwise. */
	public void feel(Mood newMood) {
		this.mood = newMood;
	}

	/** What was asked. */
	public List<String> questions() {
		return this.questions;
	}

	private void answer(HttpExchange exchange) throws IOException {
		try (exchange) {
			this.questions.add(exchange.getRequestURI().toString());
			switch (this.mood) {
				case SLOW -> await();
				case CUT -> {
					exchange.sendResponseHeaders(200, 10_000);
					exchange.getResponseBody().write('{');
				}
				case REFUSING -> refuse(exchange, this.status);
				case CONFUSED -> send(exchange, 200, "<html>");
				case GOOD -> answerWell(exchange);
			}
		}
	}

	private void await() {
		try {
			if (!this.closed.await(60, TimeUnit.SECONDS)) {
				throw new IllegalStateException("Nobody has closed the stub");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void answerWell(HttpExchange exchange) throws IOException {
		if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
			refuse(exchange, 401);
			return;
		}
		String path = exchange.getRequestURI().getPath();
		String query = exchange.getRequestURI().getQuery();
		if (path.equals("/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices")
				&& "labelSelector=kubernetes.io/service-name=nodes".equals(query)) {
			send(exchange, 200,
					"{\"kind\":\"EndpointSliceList\",\"items\":[{\"endpoints\":null},{\"endpoints\":["
							+ this.pods.stream()
								.map((ip) -> "{\"addresses\":[\"" + ip + "\"],\"conditions\":{\"ready\":false}}")
								.collect(Collectors.joining(","))
							+ "]}]}");
		}
		else if (path.equals("/api/v1/namespaces/shop/pods") && "labelSelector=app=nodes".equals(query)) {
			send(exchange, 200, "{\"kind\":\"PodList\",\"items\":[{\"metadata\":{},\"status\":{\"phase\":\"Pending\"}},"
					+ "{\"metadata\":{\"deletionTimestamp\":\"2026-01-01T00:00:00Z\"},\"status\":{\"podIP\":\"10.9.9.9\"}},"
					+ this.pods.stream()
						.map((ip) -> "{\"metadata\":{\"name\":\"p\"},\"status\":{\"podIP\":\"" + ip + "\"}}")
						.collect(Collectors.joining(","))
					+ "]}");
		}
		else {
			refuse(exchange, 404);
		}
	}

	/** As the API says it, which is JSON too. */
	private static void refuse(HttpExchange exchange, int status) throws IOException {
		String[] reason = switch (status) {
			case 401 -> new String[] { "Unauthorized", "Unauthorized" };
			case 403 -> new String[] { "Forbidden",
					"pods is forbidden: User \\\"system:serviceaccount:shop:default\\\" cannot list resource "
							+ "\\\"pods\\\" in API group \\\"\\\" in the namespace \\\"shop\\\"" };
			case 404 -> new String[] { "NotFound", "the server could not find the requested resource" };
			case 410 -> new String[] { "Expired", "The resourceVersion for the provided list is too old." };
			default -> new String[] { "InternalError", "Internal error occurred" };
		};
		send(exchange, status, "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\","
				+ "\"message\":\"" + reason[1] + "\",\"reason\":\"" + reason[0] + "\",\"code\":" + status + "}");
	}

	private static void send(HttpExchange exchange, int status, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(status, bytes.length);
		exchange.getResponseBody().write(bytes);
	}

	@Override
	public void close() {
		this.closed.countDown();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	/** How it answers. */
	public enum Mood {

		/** As it should. */
		GOOD,

		/** Not at all, for a minute. */
		SLOW,

		/** Ends the connection within an answer. */
		CUT,

		/** With an error. */
		REFUSING,

		/** With something else. */
		CONFUSED

	}

}
