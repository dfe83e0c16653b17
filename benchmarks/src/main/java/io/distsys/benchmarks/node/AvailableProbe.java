package io.distsys.benchmarks.node;

import io.distsys.ownership.Guarantee;
import io.distsys.singleton.ClusterSingleton;

@ClusterSingleton(guarantee = Guarantee.AVAILABLE)
class AvailableProbe extends Probe {

	AvailableProbe(String name, ProbeWatch watch) {
		super("available/" + name, watch);
	}

}
