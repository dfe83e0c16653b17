package io.distsys.worker;

import java.time.Duration;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.Fence;
import io.distsys.time.Subscription;

/** The context of one instance. */
record LiveContext(SlotTenure tenure, String key, Hosting hosting, WorkerTimers timers,
		InstanceGroups groups) implements WorkerContext {

	@Override
	public String type() {
		return this.tenure.type().definition().name();
	}

	@Override
	public int slot() {
		return this.tenure.slot();
	}

	@Override
	public NodeId self() {
		return this.hosting.self();
	}

	@Override
	public Fence fence() {
		return this.tenure.fence();
	}

	@Override
	public boolean execute(Runnable task) {
		return this.timers.execute(task);
	}

	@Override
	public Subscription after(Duration delay, Runnable task) {
		return this.timers.start(delay, task, false);
	}

	@Override
	public Subscription every(Duration period, Runnable task) {
		return this.timers.start(period, task, true);
	}

	@Override
	public Subscription join(String group) {
		return this.groups.join(group);
	}

	@Override
	public <T> T reference(Class<T> contract) {
		return this.hosting.workers().of(contract, type()).get(this.key);
	}

	@Override
	public void stop() {
		this.timers.askToStop();
	}

	@Override
	public String toString() {
		return type() + "/" + this.key;
	}

}
