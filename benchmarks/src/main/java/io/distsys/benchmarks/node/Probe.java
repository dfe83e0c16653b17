package io.distsys.benchmarks.node;

import io.distsys.ownership.Fence;
import io.distsys.singleton.OnActivate;
import io.distsys.singleton.OnDeactivate;

/** A singleton that only says when it is active. */
abstract class Probe {

	private final String resource;

	private final ProbeWatch watch;

	Probe(String resource, ProbeWatch watch) {
		this.resource = resource;
		this.watch = watch;
	}

	@OnActivate
	void activate(Fence fence) {
		this.watch.begin(this.resource, fence);
	}

	@OnDeactivate
	void deactivate(Fence fence) {
		this.watch.end(this.resource, fence);
	}

}
