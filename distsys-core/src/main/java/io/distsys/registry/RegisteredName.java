package io.distsys.registry;

import java.util.Map;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.FencingToken;

/**
 * A name and who holds it.
 *
 * @param name the name
 * @param node the node that holds it
 * @param token the token of this registration
 * @param metadata what the holder says of it
 * @since 0.1
 */
public record RegisteredName(String name, NodeId node, FencingToken token, Map<String, String> metadata) {

	public RegisteredName {
		metadata = Map.copyOf(metadata);
	}

}
