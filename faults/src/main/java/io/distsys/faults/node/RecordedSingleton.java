package io.distsys.faults.node;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;
import io.distsys.ownership.Fence;
import io.distsys.singleton.OnActivate;
import io.distsys.singleton.OnDeactivate;
import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.annotation.Scheduled;

/** A singleton that acts twenty times a second while it is active. */
abstract class RecordedSingleton {

	private final String resource;

	private final FenceWatch watch;

	private final Actor actor;

	private final HistoryWriter history;

	private volatile @Nullable Tenancy tenancy;

	RecordedSingleton(String name, FenceWatch watch, Actor actor, HistoryWriter history) {
		this.resource = "singleton/" + name;
		this.watch = watch;
		this.actor = actor;
		this.history = history;
	}

	@OnActivate
	void activate(Fence fence) {
		Tenancy begun = Tenancy.of(this.resource, fence);
		this.watch.begin(begun);
		fence.onLost(() -> this.history.record(EventKind.LOST, begun.resource(), begun.token(), ""));
		this.tenancy = begun;
	}

	@OnDeactivate
	void deactivate(Fence fence) {
		this.tenancy = null;
		this.history.record(EventKind.RELEASED, this.resource, fence.token().value(), "");
	}

	@Scheduled(fixedDelay = 50)
	void act() {
		Tenancy present = this.tenancy;
		if (present != null) {
			this.actor.act(present);
		}
	}

	String resource() {
		return this.resource;
	}

	/** Nothing if it is not active here. */
	@Nullable Tenancy tenancy() {
		return this.tenancy;
	}

}
