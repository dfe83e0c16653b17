package io.distsys.available;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.distsys.cluster.CrashEvidence;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.EnvelopeMessenger;
import io.distsys.messaging.MessagingSettings;
import io.distsys.ownership.Grant;
import io.distsys.ownership.Offer;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.ResourceKey;
import io.distsys.ownership.Tenant;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.simulation.SimulatedNetwork;
import io.distsys.simulation.VirtualLoop;
import io.distsys.simulation.VirtualTime;
import org.jspecify.annotations.Nullable;

/**
 * Nodes with available ownership in virtual time. Each pair of nodes notices a cut, a
 * pause and a heal at a time of its own, so that views differ for seconds; a crash is
 * seen by its closed connection after some milliseconds, unless that is switched off.
 */
final class SimulatedNodes {

	static final ResourceKey KEY = ResourceKey.of("singleton", "feed");

	static final Offer OFFER = new Offer("singleton", "feed", 1);

	private static final Duration WORK = Duration.ofMillis(5);

	final VirtualTime time;

	final SimulatedNetwork network;

	final List<Tenure> history = new ArrayList<>();

	final Map<NodeId, Process> processes = new LinkedHashMap<>();

	boolean evidence = true;

	private final Map<List<NodeId>, Long> noticed = new HashMap<>();

	private long nextNumber = 1;

	SimulatedNodes(long seed) {
		this.time = new VirtualTime(seed);
		this.network = new SimulatedNetwork(this.time);
		watch();
	}

	Process start() {
		return start(true);
	}

	Process start(boolean offering) {
		Process process = new Process(this.nextNumber++);
		if (offering) {
			process.node.offer(OFFER);
		}
		this.processes.put(process.id(), process);
		this.processes.values()
			.stream()
			.filter((other) -> other != process && !other.loop.isCrashed())
			.forEach((other) -> {
				process.membership.join(other.self);
				this.time.after(millis(0, 60), () -> other.membership.join(process.self));
			});
		process.node.start();
		return process;
	}

	private long millis(int least, int most) {
		return Duration.ofMillis(least + this.time.random().nextInt(most - least + 1)).toNanos();
	}

	/** Who acts, by what really happens. */
	List<Process> holders() {
		return this.history.stream()
			.filter((tenure) -> tenure.to == Long.MAX_VALUE)
			.map((tenure) -> Objects.requireNonNull(this.processes.get(tenure.node)))
			.toList();
	}

	Process holder() {
		List<Process> holders = holders();
		if (holders.size() != 1) {
			throw new AssertionError("Not one holder but " + holders + " of " + this.history);
		}
		return holders.get(0);
	}

	List<Process> alive() {
		return this.processes.values().stream().filter((process) -> !process.loop.isCrashed()).toList();
	}

	/** One holder, and every node names it. */
	boolean agrees() {
		List<Process> holders = holders();
		return holders.size() == 1 && alive().stream()
			.allMatch((process) -> process.node.view()
				.find(KEY)
				.filter((row) -> row.state() == Ownership.State.ACTIVE && row.node().equals(holders.get(0).id()))
				.isPresent());
	}

	void await(String what, Duration limit, java.util.function.BooleanSupplier condition) {
		this.time.runUntil(what + "; " + this.history, limit, condition);
	}

	/** The number of true nanoseconds in which two acted. */
	long overlap() {
		long sum = 0;
		for (int i = 0; i < this.history.size(); i++) {
			for (int j = i + 1; j < this.history.size(); j++) {
				Tenure one = this.history.get(i);
				Tenure other = this.history.get(j);
				sum += Math.max(0, Math.min(one.to, other.to) - Math.max(one.from, other.from));
			}
		}
		return sum;
	}

	private void watch() {
		for (Process one : alive()) {
			for (Process other : this.processes.values()) {
				if (one != other) {
					observe(one, other);
				}
			}
		}
		this.time.after(Duration.ofMillis(50).toNanos(), this::watch);
	}

	private void observe(Process one, Process other) {
		boolean hears = !other.loop.isCrashed() && !other.paused && !one.paused
				&& this.network.canHear(one.id(), other.id()) && this.network.canHear(other.id(), one.id());
		boolean sees = one.membership.view().contains(other.id());
		List<NodeId> pair = List.of(one.id(), other.id());
		if (hears == sees || one.paused) {
			this.noticed.remove(pair);
			return;
		}
		long due = this.noticed.computeIfAbsent(pair,
				(key) -> this.time.nanos() + (hears ? millis(500, 3000) : millis(4000, 6500)));
		if (this.time.nanos() >= due) {
			this.noticed.remove(pair);
			if (hears) {
				one.membership.join(other.self);
			}
			else {
				one.membership.lose(other.id());
			}
		}
	}

	/** One time in which a node acted. */
	static final class Tenure {

		final NodeId node;

		final long token;

		final long from;

		long to = Long.MAX_VALUE;

		private Tenure(NodeId node, long token, long from) {
			this.node = node;
			this.token = token;
			this.from = from;
		}

		@Override
		public String toString() {
			return "\n  " + this.node.low() + " token " + this.token + " from " + Duration.ofNanos(this.from)
					+ ((this.to != Long.MAX_VALUE) ? " to " + Duration.ofNanos(this.to) : " on");
		}

	}

	/** One process. */
	final class Process implements Tenant {

		final VirtualLoop loop = new VirtualLoop(SimulatedNodes.this.time);

		final Node self;

		final SimulatedMembership membership;

		final AvailableNode node;

		/** What it was told, in order. */
		final List<String> told = new ArrayList<>();

		final Map<ResourceKey, Tenure> acting = new HashMap<>();

		boolean refusesToActivate;

		boolean paused;

		private final List<Consumer<NodeId>> evidenceListeners = new ArrayList<>();

		private Process(long number) {
			this.self = SimulatedMembership.node(number);
			this.membership = new SimulatedMembership(this.self, this.loop);
			EnvelopeMessenger messenger = new EnvelopeMessenger(this.membership,
					SimulatedNodes.this.network.connect(this.self.id(), this.loop), this.loop,
					MessagingSettings.ofDefaults());
			InstantSource wallClock = () -> Instant.EPOCH
				.plusNanos(SimulatedNodes.this.time.nanos() - number * 3_000_000_000L);
			CrashEvidence crashes = (listener) -> {
				this.evidenceListeners.add(listener);
				return () -> this.evidenceListeners.remove(listener);
			};
			this.node = new AvailableNode(this.membership, messenger, this.loop, Runnable::run, wallClock, crashes,
					AvailableSettings.ofDefaults());
			this.node.install(this);
		}

		NodeId id() {
			return this.self.id();
		}

		void keepOnly() {
			this.node.describe(OFFER.with(OFFER.terms().keepingOnly()));
		}

		void crash() {
			this.loop.crash();
			this.acting.values().forEach((tenure) -> tenure.to = SimulatedNodes.this.time.nanos());
			if (SimulatedNodes.this.evidence) {
				alive().forEach((other) -> SimulatedNodes.this.time.after(millis(1, 20),
						() -> other.loop.execute(() -> other.believeGone(id()))));
			}
		}

		void believeGone(NodeId other) {
			this.evidenceListeners.forEach((listener) -> listener.accept(other));
		}

		void pause() {
			this.paused = true;
			this.loop.pause();
		}

		void resume() {
			this.paused = false;
			this.loop.resume();
		}

		@Override
		public String kind() {
			return "singleton";
		}

		@Override
		public CompletionStage<Void> activate(Grant grant) {
			CompletableFuture<Void> active = new CompletableFuture<>();
			this.loop.schedule(WORK, () -> {
				if (this.refusesToActivate) {
					active.completeExceptionally(new IllegalStateException("planted"));
					return;
				}
				Tenure tenure = new Tenure(id(), grant.fence().token().value(), SimulatedNodes.this.time.nanos());
				SimulatedNodes.this.history.add(tenure);
				this.acting.put(grant.key(), tenure);
				Ownership.Cession ceded = grant.cededBy();
				this.told.add("activate" + ((ceded != null) ? " ceded by " + ceded.node().low() : ""));
				active.complete(null);
			});
			return active;
		}

		@Override
		public CompletionStage<Void> release(Grant grant, @Nullable NodeId next) {
			return end(grant, "release to " + ((next != null) ? next.low() : "nobody"));
		}

		@Override
		public CompletionStage<Void> concede(Grant grant, NodeId kept) {
			return end(grant, "concede to " + kept.low());
		}

		private CompletionStage<Void> end(Grant grant, String how) {
			this.told.add(how);
			CompletableFuture<Void> released = new CompletableFuture<>();
			this.loop.schedule(WORK, () -> {
				stop(grant);
				released.complete(null);
			});
			return released;
		}

		@Override
		public void revoke(Grant grant, String reason) {
			if (this.acting.containsKey(grant.key())) {
				this.told.add("revoke");
				stop(grant);
			}
		}

		private void stop(Grant grant) {
			Tenure tenure = this.acting.remove(grant.key());
			if (tenure != null) {
				tenure.to = SimulatedNodes.this.time.nanos();
			}
		}

		@Override
		public String toString() {
			return this.self.name() + this.told;
		}

	}

}
