package io.distsys.benchmarks.node;

import io.distsys.singleton.ClusterSingleton;

@ClusterSingleton
class StrongProbe extends Probe {

	StrongProbe(String name, ProbeWatch watch) {
		super("strong/" + name, watch);
	}

}
