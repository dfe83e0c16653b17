package io.distsys.faults.host;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.distsys.faults.node.FaultNode;

/**
 * The classes of a node, parsed and verified once for all nodes of all runs (class data
 * sharing of the JVM). A node starts without it too, only slower.
 */
final class ClassArchive {

	private static final long TIMEOUT_SECONDS = 90;

	private ClassArchive() {
	}

	static Optional<Path> of(Path directory, String classPath) throws IOException {
		Path archive = directory.resolve("node.jsa");
		Path fingerprint = directory.resolve("node.jsa.of");
		String expected = fingerprint(classPath);
		if (!Files.exists(fingerprint) || !Files.readString(fingerprint).equals(expected)) {
			Files.deleteIfExists(archive);
			make(directory, archive, classPath);
			Files.writeString(fingerprint, expected);
		}
		return Files.exists(archive) ? Optional.of(archive) : Optional.empty();
	}

	private static String fingerprint(String classPath) throws IOException {
		StringBuilder text = new StringBuilder(System.getProperty("java.vm.version"));
		for (String entry : classPath.split(File.pathSeparator)) {
			text.append('\n').append(entry);
			text.append(' ').append(Files.size(Path.of(entry)));
			text.append(' ').append(Files.getLastModifiedTime(Path.of(entry)));
		}
		return text.toString();
	}

	/** A node alone in a network, that ends when it has worked for a moment. */
	private static void make(Path directory, Path archive, String classPath) throws IOException {
		try (FaultNetwork network = new FaultNetwork(1)) {
			List<String> command = new ArrayList<>(network.runOn(1));
			command.addAll(NodeCommand.jvm(classPath));
			command.add("-XX:ArchiveClassesAtExit=" + archive);
			command.add(FaultNode.class.getName());
			command.add("--faults.history=" + directory.resolve("archive-history.txt"));
			command.add("--faults.register=" + directory.resolve("archive.sock"));
			command.add("--faults.node=archive");
			command.add("--faults.life=0");
			command.add("--faults.end-after=5s");
			command.add("--distsys.discovery.tcp-ip.members=" + FaultNetwork.address(1));
			command.add("--distsys.network.bind-address=" + FaultNetwork.address(1));
			run(command, directory.resolve("archive.log"));
		}
	}

	private static void run(List<String> command, Path log) throws IOException {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
		try {
			if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
				process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			process.destroyForcibly();
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted", ex);
		}
	}

}
