package io.distsys.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Where the raw figures of a run are kept, and what the machine was like. */
public final class Results {

	private final Path directory;

	private final String begun;

	/**
	 * Begin a run.
	 * @param name the name of the run
	 * @throws IOException if its directory cannot be made
	 */
	public Results(String name) throws IOException {
		this.directory = Files
			.createDirectories(Path.of(System.getProperty("benchmarks.results", "target/results"), name));
		this.begun = now() + ", load " + load();
	}

	/**
	 * The load of the machine, of everything that runs on it.
	 * @return the average number of threads that wanted a processor in the last minute
	 * @throws IOException if this is not a Linux
	 */
	public static String load() throws IOException {
		return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
	}

	private static String now() {
		return LocalDateTime.now().truncatedTo(ChronoUnit.MINUTES).format(DateTimeFormatter.ISO_LOCAL_DATE_TIME);
	}

	/**
	 * Keep raw figures.
	 * @param file the name of the file
	 * @param lines its lines, the first of which names the columns
	 * @throws IOException if it cannot be written
	 */
	public void keep(String file, List<String> lines) throws IOException {
		Files.write(this.directory.resolve(file), lines);
	}

	/**
	 * What is kept already, by this run or one before of the same name.
	 * @param file the name of the file
	 * @return its lines, none if there is no such file
	 * @throws IOException if it cannot be read
	 */
	public List<String> kept(String file) throws IOException {
		Path path = this.directory.resolve(file);
		return Files.exists(path) ? Files.readAllLines(path) : List.of();
	}

	/**
	 * Show a result, and keep it beside the raw figures.
	 * @param file the name of the file
	 * @param markdown what people read
	 * @throws IOException if it cannot be written
	 */
	public void show(String file, String markdown) throws IOException {
		String text = markdown + "\n" + surroundings() + "\n";
		Files.writeString(this.directory.resolve(file), text);
		System.out.println(text);
	}

	private String surroundings() throws IOException {
		return "From " + this.begun + " until " + now() + ", load " + load() + " (UTC; load: average of a minute); "
				+ Runtime.getRuntime().availableProcessors() + " processors, JDK " + Runtime.version() + ", "
				+ System.getProperty("os.name") + " " + System.getProperty("os.version") + ".";
	}

}
