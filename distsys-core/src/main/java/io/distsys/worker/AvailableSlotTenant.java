package io.distsys.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.Grant;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.ResourceKey;
import io.distsys.ownership.Tenant;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Opens and closes the slots of this node's available worker types as its view says.
 * Nobody is asked for anything before a slot opens: what is needed is here, or comes.
 */
final class AvailableSlotTenant implements Tenant {

	private static final Duration LOOK = Duration.ofMillis(50);

	private static final Duration SETTLE = Duration.ofSeconds(2);

	/** How long it is waited for a worker that pauses before a restart. */
	private static final Duration PAUSE = Duration.ofMillis(200);

	private final HostedSlots slots;

	private final StartedWorkers started;

	private final LeftStates left;

	private final Hosting hosting;

	/** The grants of which it was told that another node is kept. */
	private final Set<Grant> conceded = ConcurrentHashMap.newKeySet();

	AvailableSlotTenant(HostedSlots slots, StartedWorkers started, LeftStates left, Hosting hosting) {
		this.slots = slots;
		this.started = started;
		this.left = left;
		this.hosting = hosting;
	}

	@Override
	public String kind() {
		return WorkerNode.KIND;
	}

	@Override
	public CompletionStage<Void> activate(Grant grant) {
		return this.slots.open(grant, (host) -> prepare(host, grant));
	}

	/** Completes with what opens the slot, once the states that are here are used. */
	private CompletionStage<Runnable> prepare(SlotHost host, Grant grant) {
		SlotTenure tenure = host.begin(grant);
		List<LeftState> brought = this.left.take(tenure.type().definition().name(), tenure.slot());
		return restored(tenure, brought).thenApply((rest) -> () -> {
			host.open(tenure);
			brought.forEach((one) -> stopThoseStopped(tenure, one));
			rest.forEach(this.left::giveBack);
			this.left.use(tenure);
			tenure.startKept();
			if (grant.cededBy() == null) {
				tenure.tellOfTakeOver();
			}
		});
	}

	/** The words came while the slot was about to open. */
	private void stopThoseStopped(SlotTenure open, LeftState brought) {
		brought.entries()
			.stream()
			.filter((entry) -> this.left.wasStopped(brought, entry))
			.forEach((entry) -> this.hosting.executor().execute(() -> stop(open, entry.key())));
	}

	/** Completes with what is left: states of workers that have had another one. */
	private CompletionStage<List<LeftState>> restored(SlotTenure tenure, List<LeftState> brought) {
		if (brought.isEmpty()) {
			return CompletableFuture.completedFuture(List.of());
		}
		try {
			return CompletableFuture.supplyAsync(() -> restore(tenure, brought), this.hosting.activities());
		}
		catch (RejectedExecutionException ex) {
			brought.forEach(this.left::giveBack);
			return CompletableFuture.failedFuture(ex);
		}
	}

	private List<LeftState> restore(SlotTenure tenure, List<LeftState> brought) {
		Set<String> restored = new HashSet<>();
		List<LeftState> rest = new ArrayList<>();
		for (LeftState each : brought) {
			LeftState one = each
				.only(each.entries().stream().filter((entry) -> !this.left.isObsolete(each, entry)).toList());
			List<SlotState.Entry> first = new ArrayList<>();
			List<SlotState.Entry> others = new ArrayList<>();
			for (SlotState.Entry entry : one.entries()) {
				if (restored.add(entry.key())) {
					first.add(entry);
				}
				else {
					others.add(entry);
				}
			}
			tenure.restore(new SlotState(first));
			if (!others.isEmpty()) {
				rest.add(one.only(others));
			}
		}
		return rest;
	}

	/** What stays here because nobody is to have it waits for whoever has it next. */
	@Override
	public CompletionStage<Void> release(Grant grant, @Nullable NodeId next) {
		NodeId to = (next != null) ? next : this.hosting.self();
		return CompletableFuture.allOf(this.slots.tenures(grant)
			.stream()
			.map((tenure) -> tenure.release(to).toCompletableFuture())
			.toArray(CompletableFuture[]::new));
	}

	@Override
	public CompletionStage<Void> concede(Grant grant, NodeId kept) {
		if (!this.conceded.add(grant)) {
			return release(grant, kept);
		}
		return CompletableFuture.runAsync(() -> tellThatConceded(grant, kept), this.hosting.activities())
			.thenCompose((ignored) -> release(grant, kept));
	}

	private void tellThatConceded(Grant grant, NodeId kept) {
		for (SlotTenure tenure : this.slots.tenures(grant)) {
			String type = tenure.type().definition().name();
			tenure.cells()
				.filter(WorkerCell::isAlive)
				.forEach((cell) -> this.hosting.publish(new WorkerEvent.WorkerConceded(type, cell.key(), kept)));
		}
	}

	@Override
	public List<String> unfinished(Grant grant) {
		return this.slots.tenures(grant).stream().flatMap((tenure) -> tenure.unfinished().stream()).toList();
	}

	@Override
	public void revoke(Grant grant, String reason) {
		this.conceded.remove(grant);
		this.slots.end(grant);
		long token = grant.fence().token().value();
		this.slots.hosts(grant.key()).forEach((host) -> host.ownedElsewhere(this.hosting.self(), token));
	}

	/** Nothing is waited for by a node that is alone. */
	@Override
	public CompletionStage<Void> settle() {
		CompletableFuture<Void> settled = new CompletableFuture<>();
		Subscription looks = this.hosting.loop().repeat(LOOK, () -> {
			this.left.passOn();
			if (this.left.isEmpty()) {
				settled.complete(null);
			}
		});
		Subscription limit = this.hosting.loop().schedule(SETTLE, () -> settled.complete(null));
		if (this.left.isEmpty()) {
			settled.complete(null);
		}
		settled.thenRun(() -> {
			looks.close();
			limit.close();
		});
		return settled;
	}

	/** A row of the owners has changed. */
	void changed(ResourceKey key, @Nullable Ownership row) {
		if (row != null) {
			this.slots.owned(this.hosting.self(), row);
			this.started.check(key);
		}
	}

	/** Other nodes have said which workers of a slot are to run. On the loop. */
	void heard(StartedMessage.Slot slot, List<StartedWord> words) {
		HostedType type = this.slots.types().get(slot.type());
		SlotTenure open = (type != null && slot.index() < type.definition().slots()) ? type.slot(slot.index()).open()
				: null;
		if (open != null) {
			this.hosting.executor().execute(() -> words.forEach((word) -> follow(open, word)));
		}
	}

	private void follow(SlotTenure open, StartedWord word) {
		if (!word.runs()) {
			stop(open, word.key());
		}
		else if (open.type().definition().restart() != Restart.TEMPORARY) {
			open.startKept(word.key());
		}
	}

	/** It was stopped on the other side of a cut, later than it was started. */
	private void stop(SlotTenure open, String key) {
		StateKeeper keeper = open.keeper();
		boolean runs = keeper != null && keeper.has(key);
		if (runs || (open.find(key) == null && !open.isAside(key))) {
			return;
		}
		WorkerOrders.Given given = open.order(key, (cell) -> cell.supervision().stopUnlessKept());
		if (given == WorkerOrders.Given.PAUSING) {
			this.hosting.loop().schedule(PAUSE, () -> this.hosting.executor().execute(() -> stop(open, key)));
		}
	}

}
