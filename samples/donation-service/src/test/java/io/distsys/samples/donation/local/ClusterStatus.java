package io.distsys.samples.donation.local;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What {@code /actuator/cluster} of one node says of the donation service.
 *
 * @param nodes names of the nodes in view
 * @param quorum whether the node may act
 * @param voters names of the voters
 * @param singletonOwner name of the node that has the singleton active
 * @param singletonToken the token by which it has
 * @param activeSlots how many slots of the donors each node has active
 * @param workers how many workers each node runs
 */
public record ClusterStatus(List<String> nodes, boolean quorum, List<String> voters, @Nullable String singletonOwner,
		long singletonToken, Map<String, Integer> activeSlots, Map<String, Integer> workers) {

	/** How many slots there are. */
	public static final int SLOTS = 1024;

	private static final String SINGLETON = "donation-totals";

	private static final String TYPE = "donor";

	private static final String ACTIVE = "ACTIVE";

	/**
	 * Ask a node.
	 * @param node the node
	 * @return what it says
	 * @throws IOException if it does not answer
	 */
	public static ClusterStatus of(LocalNode node) throws IOException {
		JsonNode all = node.get("/actuator/cluster");
		JsonNode singleton = singleton(all.path("singletons"));
		boolean active = ACTIVE.equals(singleton.path("state").asString(""));
		return new ClusterStatus(texts(all.path("nodes"), "name"), all.path("quorum").path("present").asBoolean(),
				all.path("consensus").path("voters").values().stream().map(JsonNode::asString).toList(),
				active ? singleton.path("owner").asString() : null, singleton.path("token").asLong(0),
				slots(all.path("slots").path(TYPE)), workers(all.path("workers").path("running")));
	}

	/**
	 * Ask a node whose a donor's worker is.
	 * @param donor the donor
	 * @param node the node that is asked: it looks into its own table
	 * @return name of the node that has the slot of the donor active, empty if none has
	 * @throws IOException if the node does not answer
	 */
	public static String ownerOf(String donor, LocalNode node) throws IOException {
		JsonNode worker = node.get("/actuator/cluster/workers/" + TYPE + "?key=" + donor);
		return ACTIVE.equals(worker.path("state").asString("")) ? worker.path("owner").asString("") : "";
	}

	/**
	 * Whether everything is owned, and by these nodes only.
	 * @param names the names of all nodes that run
	 * @return {@code true} if the singleton and all slots are active there
	 */
	public boolean isOwnedBy(Collection<String> names) {
		return this.quorum && this.singletonOwner != null && names.contains(this.singletonOwner)
				&& names.containsAll(this.activeSlots.keySet())
				&& this.activeSlots.values().stream().mapToInt(Integer::intValue).sum() == SLOTS;
	}

	/**
	 * Whether the nodes see each other and everything is owned.
	 * @param names the names of all nodes that run
	 * @return {@code true} if nothing is missing
	 */
	public boolean isComplete(Collection<String> names) {
		return this.nodes.size() == names.size() && this.nodes.containsAll(names) && isOwnedBy(names);
	}

	private static JsonNode singleton(JsonNode singletons) {
		return singletons.values()
			.stream()
			.filter((candidate) -> SINGLETON.equals(candidate.path("name").asString("")))
			.findFirst()
			.orElse(singletons.path(0));
	}

	private static List<String> texts(JsonNode array, String field) {
		return array.values().stream().map((element) -> element.path(field).asString("")).toList();
	}

	private static Map<String, Integer> slots(JsonNode byNode) {
		return byNode.properties()
			.stream()
			.filter((entry) -> entry.getValue().has(ACTIVE))
			.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> entry.getValue().path(ACTIVE).asInt(), Integer::sum,
					TreeMap::new));
	}

	private static Map<String, Integer> workers(JsonNode byNode) {
		return byNode.properties()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> entry.getValue().path(TYPE).asInt(0), Integer::sum,
					TreeMap::new));
	}

}
