package io.distsys.hazelcast;

import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.cluster.impl.DiscoveryJoiner;

/**
 * Joins members at private addresses that somebody is asked for, and soon the other part
 * of a cut cluster.
 */
final class PromptDiscoveryJoiner extends DiscoveryJoiner {

	private final PartSearch search;

	PromptDiscoveryJoiner(Node node) {
		super(node, node.getDiscoveryService(), false);
		this.search = new PartSearch(node);
	}

	@Override
	public void searchForOtherClusters() {
		this.search.look(getFilteredPossibleAddresses(), this::startClusterMerge);
	}

}
