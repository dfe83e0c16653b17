package io.distsys.group;

import java.util.Map;

import io.distsys.cluster.NodeId;

/**
 * One member of a group. A listener that joins twice is two members.
 *
 * @param group the group
 * @param node the node that the member is on
 * @param id number of the membership on its node, never used again there
 * @param metadata what the member says of itself
 * @since 0.1
 */
public record GroupMember(String group, NodeId node, long id, Map<String, String> metadata) {

	public GroupMember {
		metadata = Map.copyOf(metadata);
	}

}
