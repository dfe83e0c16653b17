package io.distsys.placement;

import java.nio.charset.StandardCharsets;

import io.distsys.cluster.NodeId;

/**
 * The weight of a node for a resource (Thaler and Ravishankar, "Using name-based mappings
 * to increase hit rates", 1998): each node has its own independent weight for each
 * resource, so that only what a lost node had needs a new place.
 */
final class RendezvousHash {

	private static final long FNV_OFFSET = 0xcbf29ce484222325L;

	private static final long FNV_PRIME = 0x100000001b3L;

	private RendezvousHash() {
	}

	static long ofName(String name) {
		long hash = FNV_OFFSET;
		for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
			hash = (hash ^ (b & 0xff)) * FNV_PRIME;
		}
		return hash;
	}

	static long weight(NodeId node, long nameHash, int index) {
		return mix(mix(mix(nameHash + index) ^ node.high()) ^ node.low());
	}

	/** The finalizer of SplitMix64 (Steele, Lea and Flood, 2014). */
	private static long mix(long value) {
		long z = value + 0x9e3779b97f4a7c15L;
		z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
		z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
		return z ^ (z >>> 31);
	}

}
