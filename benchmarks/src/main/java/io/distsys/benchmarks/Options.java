package io.distsys.benchmarks;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the command line asks for.
 *
 * @param program which benchmark
 * @param name where its figures are kept
 * @param times how often it is done
 * @param seconds how long one measurement takes
 * @param sizes of clusters, or how many workers are started or names looked up
 * @param kills how many workers a cluster has that loses a node
 * @param faults by name
 * @param properties of Spring, where the defaults are not what is measured
 * @param systems that are compared, by name
 * @param places of what is called: {@code there}, {@code here}
 */
public record Options(String program, String name, int times, int seconds, List<Integer> sizes, List<Integer> kills,
		List<String> faults, List<String> properties, List<String> systems, List<String> places) {

	private static final Set<String> NAMES = Set.of("name", "times", "seconds", "sizes", "kills", "faults",
			"properties", "systems", "places");

	/**
	 * Read the command line.
	 * @param arguments a program, then {@code --name value} as often as wanted
	 * @return the options, with defaults for what is not said
	 */
	public static Options parse(String... arguments) {
		if (arguments.length % 2 == 0) {
			throw new IllegalArgumentException(
					"Expected: failover|commit|call|topics|names|security|idle|workers|peers [--name value]...");
		}
		Map<String, String> values = new HashMap<>();
		for (int i = 1; i < arguments.length; i += 2) {
			String name = arguments[i].replaceFirst("^--", "");
			if (!NAMES.contains(name)) {
				throw new IllegalArgumentException("There is no option '" + arguments[i] + "', only " + NAMES);
			}
			values.put(name, arguments[i + 1]);
		}
		String program = arguments[0];
		boolean often = program.equals("failover");
		boolean longer = program.equals("idle");
		return new Options(program, values.getOrDefault("name", program),
				Integer.parseInt(values.getOrDefault("times", often ? "20" : "3")),
				Integer.parseInt(values.getOrDefault("seconds", longer ? "60" : "4")),
				numbers(values.getOrDefault("sizes", sizes(program))),
				numbers(values.getOrDefault("kills", "1000,10000")),
				list(values.getOrDefault("faults", "graceful,kill,hang,drop")),
				list(values.getOrDefault("properties", "")),
				list(values.getOrDefault("systems", "distsys,pekko,horde")),
				list(values.getOrDefault("places", "there,here")));
	}

	private static String sizes(String program) {
		return switch (program) {
			case "workers" -> "10000,100000";
			case "names" -> "1000,100000";
			default -> "3,5";
		};
	}

	private static List<Integer> numbers(String text) {
		return list(text).stream().map(Integer::parseInt).toList();
	}

	private static List<String> list(String text) {
		return Arrays.stream(text.split(",")).filter((part) -> !part.isEmpty()).toList();
	}

}
