package io.distsys.benchmarks.idle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What a process has used until now, and what has passed the network of its namespace.
 *
 * @param cpuSeconds of user and system, of all its threads
 * @param bytesSent through its interface
 * @param packetsSent through its interface
 * @param residentMegabytes of memory at this moment
 */
record Usage(double cpuSeconds, long bytesSent, long packetsSent, double residentMegabytes) {

	/** What the kernel counts in, on every Linux of today. */
	private static final double TICKS_PER_SECOND = 100;

	static Usage of(long pid) throws IOException {
		Path process = Path.of("/proc", Long.toString(pid));
		String stat = Files.readString(process.resolve("stat"));
		List<String> afterName = words(stat.substring(stat.lastIndexOf(')') + 1));
		long ticks = Long.parseLong(afterName.get(11)) + Long.parseLong(afterName.get(12));
		List<String> link = words(line(process.resolve("net/dev"), "eth0:"));
		long resident = Long.parseLong(words(line(process.resolve("status"), "VmRSS:")).get(0));
		return new Usage(ticks / TICKS_PER_SECOND, Long.parseLong(link.get(8)), Long.parseLong(link.get(9)),
				resident / 1024.0);
	}

	private static String line(Path file, String start) throws IOException {
		return Files.readAllLines(file)
			.stream()
			.map(String::strip)
			.filter((line) -> line.startsWith(start))
			.map((line) -> line.substring(start.length()))
			.findFirst()
			.orElseThrow(() -> new IOException(file + " has no line " + start));
	}

	private static List<String> words(String line) {
		return Arrays.asList(line.strip().split("\\s+"));
	}

	/** What was used since then; the memory is that of now. */
	Usage since(Usage before) {
		return new Usage(this.cpuSeconds - before.cpuSeconds, this.bytesSent - before.bytesSent,
				this.packetsSent - before.packetsSent, this.residentMegabytes);
	}

}
