package io.distsys.benchmarks.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.distsys.faults.history.Event;

/**
 * A cluster at one moment, by what its processes have recorded. Immutable.
 */
public final class Sight {

	private static final Pattern VOTERS = Pattern.compile(" voters=\\[(.*?)]");

	private final Map<String, String> latestOfNode = new LinkedHashMap<>();

	private final Map<String, String> pids = new LinkedHashMap<>();

	private final Map<String, String> groups = new LinkedHashMap<>();

	private final List<Tenure> tenures = new ArrayList<>();

	private long lastChange;

	/**
	 * Read events.
	 * @param events ordered by time
	 */
	public Sight(Collection<Event> events) {
		events.forEach(this::read);
	}

	private void read(Event event) {
		switch (event.kind()) {
			case READY -> {
				this.latestOfNode.put(event.node(), event.process());
				this.pids.put(event.process(), event.detail());
			}
			case GROUP -> this.groups.put(event.process(), event.detail());
			case ACQUIRED ->
				this.tenures.add(new Tenure(event.resource(), event.process(), event.at(), Long.MAX_VALUE));
			case CLOSED -> this.tenures.replaceAll((tenure) -> isEndOf(event, tenure) ? ended(tenure, event) : tenure);
			default -> {
				return;
			}
		}
		this.lastChange = event.at();
	}

	private static boolean isEndOf(Event event, Tenure tenure) {
		return tenure.isOpen() && tenure.resource().equals(event.resource()) && tenure.process().equals(event.process())
				&& tenure.begin() <= event.at();
	}

	private static Tenure ended(Tenure tenure, Event event) {
		return new Tenure(tenure.resource(), tenure.process(), tenure.begin(), event.from());
	}

	/**
	 * All grants, ended or not.
	 * @return the grants in the order in which they began
	 */
	public List<Tenure> tenures() {
		return List.copyOf(this.tenures);
	}

	/**
	 * What a process owns now.
	 * @param process the process
	 * @return its open grants
	 */
	public List<Tenure> heldBy(String process) {
		return this.tenures.stream().filter((tenure) -> tenure.isOpen() && tenure.process().equals(process)).toList();
	}

	/**
	 * The process that runs on a node.
	 * @param node the number of the node
	 * @return the process that became ready there last
	 */
	public String process(int node) {
		String process = this.latestOfNode.get("n" + node);
		if (process == null) {
			throw new IllegalStateException("n" + node + " was never ready");
		}
		return process;
	}

	/**
	 * The id that the operating system gave to the process of a node.
	 * @param node the number of the node
	 * @return the id
	 */
	public long pid(int node) {
		return Long.parseLong(this.pids.getOrDefault(process(node), ""));
	}

	/**
	 * Whether a node leads, by its own word.
	 * @param node the number of the node
	 * @return {@code true} if its process said so last
	 */
	public boolean leads(int node) {
		return group(process(node)).startsWith("LEADER");
	}

	private String group(String process) {
		return this.groups.getOrDefault(process, "");
	}

	/**
	 * What is not yet as it is in a cluster at rest.
	 * @param nodes the numbers of all nodes
	 * @param resources the singletons
	 * @param quiet how long nothing must have changed, in nanoseconds
	 * @param now the clock
	 * @return what is missing, for people; empty if nothing is
	 */
	public String unrest(Collection<Integer> nodes, Set<String> resources, long quiet, long now) {
		if (!nodes.stream().allMatch((node) -> this.latestOfNode.containsKey("n" + node))) {
			return "not all nodes are ready";
		}
		Set<String> processes = nodes.stream().map(this::process).collect(Collectors.toSet());
		for (String process : processes) {
			if (!voters(process).equals(processes)) {
				return process + " sees the voters " + voters(process) + " and not " + processes;
			}
		}
		if (nodes.stream().filter(this::leads).count() != 1) {
			return "not exactly one leads";
		}
		String unowned = unowned(nodes, resources);
		if (!unowned.isEmpty()) {
			return unowned;
		}
		return (now - this.lastChange < quiet) ? "something changed a moment ago" : "";
	}

	/**
	 * Which singletons do not have exactly one owner.
	 * @param nodes the numbers of all nodes
	 * @param resources the singletons
	 * @return those, for people; empty if there are none
	 */
	public String unowned(Collection<Integer> nodes, Set<String> resources) {
		List<String> owned = nodes.stream()
			.flatMap((node) -> heldBy(process(node)).stream())
			.map(Tenure::resource)
			.toList();
		return resources.stream()
			.filter((resource) -> Collections.frequency(owned, resource) != 1)
			.map((resource) -> resource + " has " + Collections.frequency(owned, resource) + " owners")
			.collect(Collectors.joining(", "));
	}

	private Set<String> voters(String process) {
		Matcher matcher = VOTERS.matcher(group(process));
		return matcher.find() ? new HashSet<>(List.of(matcher.group(1).split(","))) : Set.of();
	}

}
