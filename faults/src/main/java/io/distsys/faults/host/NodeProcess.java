package io.distsys.faults.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/** One process of a node, from its start to its end. */
final class NodeProcess {

	/** It ends by itself when the process does. */
	private static final String SLOW = "while kill -STOP $0; do sleep 0.08; kill -CONT $0; sleep 0.02; done";

	private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

	private final Process process;

	private boolean paused;

	private @Nullable Process slowing;

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

	/** Whether it stands still, for good or again and again. */
	boolean isStopped() {
		return this.paused || this.slowing != null;
	}

	void order(String line) throws IOException {
		this.process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
		this.process.getOutputStream().flush();
	}

	/** Stop it, and wait until no thread of it runs any more. */
	void pause() throws IOException {
		Shell.run("kill", "-STOP", Long.toString(pid()));
		this.paused = true;
		long begin = System.nanoTime();
		while (!standsStill()) {
			if (System.nanoTime() - begin > STOP_LIMIT.toNanos()) {
				throw new IOException("Process " + pid() + " does not stop");
			}
			FaultCluster.sleep(Duration.ofMillis(1));
		}
	}

	/** On a busy host its threads run on for some milliseconds after the signal. */
	private boolean standsStill() throws IOException {
		try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid()), "task"))) {
			for (Path thread : threads.toList()) {
				String status = Files.readString(thread.resolve("stat"));
				if (status.charAt(status.lastIndexOf(')') + 2) != 'T') {
					return false;
				}
			}
			return true;
		}
		catch (NoSuchFileException ex) {
			return !this.process.isAlive();
		}
	}

	void slow() throws IOException {
		if (this.slowing == null) {
			this.slowing = new ProcessBuilder("sh", "-c", SLOW, Long.toString(pid())).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
		}
	}

	private void slowNoMore() {
		if (this.slowing != null) {
			end(this.slowing);
			this.slowing = null;
		}
	}

	private static void end(Process process) {
		process.destroyForcibly();
		waitForEnd(process, Duration.ofSeconds(10));
	}

	void resume() throws IOException {
		slowNoMore();
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
		slowNoMore();
		end(this.process);
	}

	boolean waitForEnd(Duration timeout) {
		return waitForEnd(this.process, timeout);
	}

	private static boolean waitForEnd(Process process, Duration timeout) {
		try {
			return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
