package io.distsys.applications;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Programs in JVMs of their own for one test, with the Java and the class path of the
 * test. What is left of them after it is killed.
 */
public final class Processes implements AfterEachCallback {

	private static final long SECONDS_TO_DIE = 20;

	private final List<Process> processes = new CopyOnWriteArrayList<>();

	/**
	 * Start one.
	 * @param log where what it prints goes
	 * @param first what stands before the class path of the test
	 * @param options of the JVM
	 * @param main the class to run
	 * @param arguments of its main method
	 */
	public Process start(Path log, List<Path> first, List<String> options, Class<?> main, String... arguments)
			throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-Xmx256m", "-cp", classPath(first)));
		command.addAll(options);
		command.add(main.getName());
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
		this.processes.add(process);
		return process;
	}

	/** What a program has printed until now. */
	public static String read(Path log) throws IOException {
		return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
	}

	public static String classPath(List<Path> first) {
		String own = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		return Stream.concat(first.stream().map(Path::toString), Stream.of(own))
			.collect(Collectors.joining(File.pathSeparator));
	}

	@Override
	public void afterEach(ExtensionContext test) throws InterruptedException {
		for (Process process : this.processes) {
			if (!process.destroyForcibly().waitFor(SECONDS_TO_DIE, TimeUnit.SECONDS)) {
				throw new IllegalStateException(process + " does not die");
			}
		}
	}

}
