package io.distsys.ownership;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.cluster.NodeId;
import io.distsys.simulation.VirtualLoop;
import io.distsys.simulation.VirtualTime;
import org.jspecify.annotations.Nullable;

/**
 * A tenant that writes down, by true time, when it held what. A revoked resource is held
 * in the eyes of the history until its fence is closed, which the tenant looks at every
 * millisecond.
 */
final class RecordingTenant implements Tenant {

	private static final Duration WORK = Duration.ofMillis(5);

	private final VirtualTime time;

	private final VirtualLoop loop;

	private final NodeId node;

	private final List<Tenure> history;

	private final Map<Grant, Tenure> running = new HashMap<>();

	private final List<NodeId> refuses = new ArrayList<>();

	private boolean failsToActivate;

	RecordingTenant(VirtualTime time, VirtualLoop loop, NodeId node, List<Tenure> history) {
		this.time = time;
		this.loop = loop;
		this.node = node;
		this.history = history;
	}

	@Override
	public String kind() {
		return "singleton";
	}

	/** Fail hand-overs to a node. */
	void refuseHandOverTo(NodeId receiver) {
		this.refuses.add(receiver);
	}

	/** Fail to begin from now on, or no more. */
	void failToActivate(boolean fails) {
		this.failsToActivate = fails;
	}

	@Override
	public CompletionStage<Void> activate(Grant grant) {
		if (this.failsToActivate) {
			return CompletableFuture.failedFuture(new IllegalStateException("It cannot begin"));
		}
		CompletableFuture<Void> active = new CompletableFuture<>();
		this.loop.schedule(WORK, () -> {
			if (grant.fence().isHeld()) {
				Tenure tenure = new Tenure(grant.key(), this.node, grant.fence().token().value(), this.time.nanos());
				this.history.add(tenure);
				this.running.put(grant, tenure);
				watch(grant, tenure);
			}
			active.complete(null);
		});
		return active;
	}

	private void watch(Grant grant, Tenure tenure) {
		if (!grant.fence().isHeld()) {
			tenure.end(tenure.lastAct);
		}
		else if (!tenure.isOver()) {
			tenure.lastAct = this.time.nanos();
			this.loop.schedule(Duration.ofMillis(1), () -> watch(grant, tenure));
		}
	}

	@Override
	public CompletionStage<Void> release(Grant grant, @Nullable NodeId next) {
		CompletableFuture<Void> released = new CompletableFuture<>();
		this.loop.schedule(WORK, () -> {
			if (next != null && this.refuses.contains(next)) {
				released.completeExceptionally(new IllegalStateException("The receiver refuses"));
				return;
			}
			end(grant);
			released.complete(null);
		});
		return released;
	}

	@Override
	public void revoke(Grant grant, String reason) {
		// Goes on until its fence stops it: the worst that user code can do.
	}

	/** The process has been killed. */
	void crash() {
		this.running.values().forEach((tenure) -> tenure.end(this.time.nanos()));
		this.running.clear();
	}

	private void end(Grant grant) {
		Tenure tenure = this.running.remove(grant);
		if (tenure != null) {
			tenure.end(grant.fence().isHeld() ? this.time.nanos() : tenure.lastAct);
		}
	}

	/** One time in which a node acted for the resource. */
	static final class Tenure {

		private final ResourceKey key;

		private final NodeId node;

		private final long token;

		private final long from;

		private long lastAct;

		private long to = Long.MAX_VALUE;

		private Tenure(ResourceKey key, NodeId node, long token, long from) {
			this.key = key;
			this.node = node;
			this.token = token;
			this.from = from;
			this.lastAct = from;
		}

		ResourceKey key() {
			return this.key;
		}

		NodeId node() {
			return this.node;
		}

		long token() {
			return this.token;
		}

		long from() {
			return this.from;
		}

		long to() {
			return this.to;
		}

		boolean isOver() {
			return this.to != Long.MAX_VALUE;
		}

		private void end(long at) {
			this.to = Math.min(this.to, at);
		}

		@Override
		public String toString() {
			return this.key + " at " + this.node.abbreviated() + " token " + this.token + " from "
					+ Duration.ofNanos(this.from) + (isOver() ? " to " + Duration.ofNanos(this.to) : " on");
		}

	}

}
