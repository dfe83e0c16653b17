package io.distsys.hazelcast.guard;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * This node is alone although it has found others, because the handshake with them
 * failed. It has been shut down: alone it would be a second cluster.
 *
 * @since 0.1
 */
public class JoinRefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final Map<String, Refusal> refusals;

	/**
	 * Create the exception.
	 * @param refusals why, by address
	 * @param details the same in words, by address
	 */
	public JoinRefusedException(Map<String, Refusal> refusals, Map<String, String> details) {
		super("This node has found other nodes and none of them let it in: " + new TreeMap<>(details).entrySet()
			.stream()
			.map((entry) -> entry.getKey() + " (" + entry.getValue() + ")")
			.collect(Collectors.joining(", ")));
		this.refusals = Map.copyOf(refusals);
	}

	/**
	 * Why.
	 * @return the reasons, by address
	 */
	public Map<String, Refusal> refusals() {
		return this.refusals;
	}

}
