package io.distsys.hazelcast;

import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.cluster.impl.TcpIpJoiner;

/**
 * Joins members at addresses that are listed, and soon the other part of a cut cluster.
 */
final class PromptJoiner extends TcpIpJoiner {

	private final PartSearch search;

	PromptJoiner(Node node) {
		super(node);
		this.search = new PartSearch(node);
	}

	@Override
	public void searchForOtherClusters() {
		this.search.look(getFilteredPossibleAddresses(), this::startClusterMerge);
	}

}
