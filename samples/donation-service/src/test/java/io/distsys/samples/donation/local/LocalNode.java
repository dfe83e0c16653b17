package io.distsys.samples.donation.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One node of the service, in a process of its own.
 */
public final class LocalNode {

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	private static final HttpClient HTTP = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(Duration.ofSeconds(2))
		.build();

	private final String name;

	private final String url;

	private final Path log;

	private final Process process;

	private LocalNode(String name, String url, Path log, Process process) {
		this.name = name;
		this.url = url;
		this.log = log;
		this.process = process;
	}

	static LocalNode start(String name, Path jar, int httpPort, List<String> arguments, Path log) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
		command.addAll(List.of("-jar", jar.toString(), "--server.port=" + httpPort, "--server.address=127.0.0.1",
				"--distsys.cluster.node-name=" + name));
		command.addAll(arguments);
		Files.createDirectories(log.toAbsolutePath().getParent());
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
		process.getOutputStream().close();
		return new LocalNode(name, "http://127.0.0.1:" + httpPort, log, process);
	}

	public String name() {
		return this.name;
	}

	public String url() {
		return this.url;
	}

	public Path log() {
		return this.log;
	}

	public long pid() {
		return this.process.pid();
	}

	public boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Ask for a page.
	 * @param path the path
	 * @return what was answered
	 * @throws IOException if there was no answer, or one of another status than 200
	 */
	public JsonNode get(String path) throws IOException {
		return JSON.readTree(text(path));
	}

	/**
	 * Ask for a page that is not JSON.
	 * @param path the path
	 * @return what was answered
	 * @throws IOException if there was no answer, or one of another status than 200
	 */
	public String text(String path) throws IOException {
		HttpResponse<String> response = send(request(path).GET().build());
		if (response.statusCode() != 200) {
			throw new IOException(
					"GET " + path + " of " + this.name + ": " + response.statusCode() + " " + response.body());
		}
		return response.body();
	}

	/**
	 * Ask for a page, and take what comes.
	 * @param path the path
	 * @return the answer, whatever its status
	 * @throws IOException if there was none
	 */
	public HttpResponse<String> answer(String path) throws IOException {
		return send(request(path).GET().build());
	}

	/**
	 * Import a file.
	 * @param csv the file
	 * @return what became of its rows
	 * @throws IOException if there was no answer, or one of another status than 200
	 */
	public JsonNode importFile(Path csv) throws IOException {
		HttpResponse<String> response = send(request("/donations/import").timeout(Duration.ofMinutes(3))
			.header("Content-Type", "text/csv")
			.POST(HttpRequest.BodyPublishers.ofFile(csv))
			.build());
		if (response.statusCode() != 200) {
			throw new IOException("Import by " + this.name + ": " + response.statusCode() + " " + response.body());
		}
		return JSON.readTree(response.body());
	}

	/**
	 * Send a body.
	 * @param path the path
	 * @param contentType its type
	 * @param body the body
	 * @return the answer, whatever its status
	 * @throws IOException if there was none
	 */
	public HttpResponse<String> post(String path, String contentType, String body) throws IOException {
		return send(request(path).header("Content-Type", contentType)
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build());
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create(this.url + path)).timeout(Duration.ofSeconds(20));
	}

	private HttpResponse<String> send(HttpRequest request) throws IOException {
		try {
			return HTTP.send(request, BodyHandlers.ofString());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted", ex);
		}
	}

	/**
	 * Let the process stand still, with all its connections: SIGSTOP.
	 * @throws IOException if it cannot be signalled
	 */
	public void freeze() throws IOException {
		signal("STOP");
	}

	/**
	 * Let the process go on that stood still: SIGCONT.
	 * @throws IOException if it cannot be signalled
	 */
	public void thaw() throws IOException {
		signal("CONT");
	}

	private void signal(String name) throws IOException {
		Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).inheritIO().start();
		try {
			if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
				throw new IOException("SIG" + name + " of " + this.name + " failed");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted", ex);
		}
	}

	/** End the process at once: what kill -9 does. */
	public void kill() {
		this.process.destroyForcibly();
		waitForEnd(Duration.ofSeconds(10));
	}

	/**
	 * Ask the process to end, and wait for it.
	 * @param timeout how long to wait
	 * @return whether it has ended
	 */
	public boolean stop(Duration timeout) {
		this.process.destroy();
		return waitForEnd(timeout);
	}

	void askToStop() {
		this.process.destroy();
	}

	private boolean waitForEnd(Duration timeout) {
		try {
			return this.process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * What is needed to see what went wrong.
	 * @return the node's own view of the cluster, and the end of its log
	 */
	public String dump() {
		StringBuilder dump = new StringBuilder("==== ").append(this.name)
			.append(this.process.isAlive() ? " (runs)" : " (has ended)")
			.append('\n');
		if (this.process.isAlive()) {
			try {
				dump.append(get("/actuator/cluster").toPrettyString()).append('\n');
			}
			catch (IOException | RuntimeException ex) {
				dump.append(ex).append('\n');
			}
		}
		try (Stream<String> lines = Files.lines(this.log)) {
			List<String> all = lines.toList();
			all.subList(Math.max(0, all.size() - 80), all.size()).forEach((line) -> dump.append(line).append('\n'));
		}
		catch (IOException | RuntimeException ex) {
			dump.append(ex).append('\n');
		}
		return dump.toString();
	}

	@Override
	public String toString() {
		return this.name;
	}

}
