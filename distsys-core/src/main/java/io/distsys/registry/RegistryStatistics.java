package io.distsys.registry;

import java.util.Map;

/**
 * What a registry has on this node, and has counted since its start.
 *
 * @param held names that this node holds
 * @param known names that this node knows, with those that it holds
 * @param lost how often this node has lost a name that it had not given up; a cause that
 * is missing has not been seen
 * @since 0.1
 */
public record RegistryStatistics(int held, int known, Map<NameLost.Cause, Long> lost) {

	public RegistryStatistics {
		lost = Map.copyOf(lost);
	}

}
