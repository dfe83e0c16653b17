package io.distsys.faults.node;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.worker.Distributed;
import io.distsys.worker.OnStart;
import io.distsys.worker.WorkerContext;

/** Shows, by its acts, who owns its slot. */
@Distributed(value = TallyWorker.TYPE, slots = TallyWorker.SLOTS)
class TallyWorker implements Tally {

	static final String TYPE = "tally";

	static final int SLOTS = 8;

	private final Tenancy tenancy;

	private final FenceWatch watch;

	private final Actor actor;

	TallyWorker(WorkerContext context, FenceWatch watch, Actor actor) {
		this.tenancy = Tenancy.of("slot/" + TYPE + "/" + context.slot(), context.fence());
		this.watch = watch;
		this.actor = actor;
	}

	@OnStart
	void start() {
		this.watch.begin(this.tenancy);
	}

	@Override
	public CompletionStage<Long> act() {
		this.actor.act(this.tenancy);
		return CompletableFuture.completedFuture(this.tenancy.token());
	}

}
