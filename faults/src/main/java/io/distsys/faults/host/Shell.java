package io.distsys.faults.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the small programs that networks are made with. */
final class Shell {

	private static final long TIMEOUT_SECONDS = 20;

	private Shell() {
	}

	static String run(String... command) throws IOException {
		return run(List.of(command), "");
	}

	/**
	 * Run a program to its end.
	 * @param command the program and its arguments
	 * @param input what it reads
	 * @return what it wrote
	 * @throws IOException if it does not end well, with what it wrote
	 */
	static String run(List<String> command, String input) throws IOException {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		try (var stdin = process.getOutputStream()) {
			stdin.write(input.getBytes(StandardCharsets.UTF_8));
		}
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		try {
			if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
				process.destroyForcibly();
				throw new IOException("'" + String.join(" ", command) + "' did not end");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted", ex);
		}
		if (process.exitValue() != 0) {
			throw new IOException("'" + String.join(" ", command) + "' failed: " + output.strip());
		}
		return output;
	}

}
