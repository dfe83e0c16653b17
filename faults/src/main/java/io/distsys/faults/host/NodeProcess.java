package io.distsys.faults.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One process of a node, from its start to its end. */
final class NodeProcess {

	private final Process process;

	private boolean paused;

	private NodeProcess(Process process) {
		this.process = process;
	}

	static NodeProcess start(List<String> command, Path log) throws IOException {
		return new NodeProcess(new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
			.start());
	}

	long pid() {
		return this.process.pid();
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	boolean isPaused() {
		return this.paused;
	}

	void order(String line) throws IOException {
		this.process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
		this.process.getOutputStream().flush();
	}

	void pause() throws IOException {
		Shell.run("kill", "-STOP", Long.toString(pid()));
		this.paused = true;
	}

	void resume() throws IOException {
		Shell.run("kill", "-CONT", Long.toString(pid()));
		this.paused = false;
	}

	/**
	 * Only the signal: {@link Process#destroy()} closes the standard input too, at whose
	 * end a node ends at once.
	 */
	void askToEnd() {
		this.process.toHandle().destroy();
	}

	void kill() {
		this.process.destroyForcibly();
		waitForEnd(Duration.ofSeconds(10));
	}

	boolean waitForEnd(Duration timeout) {
		try {
			return this.process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
