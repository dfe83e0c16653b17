package io.distsys.worker;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.Lane;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects the newest states of a slot from all nodes that may have some, before the
 * first message of a grant runs. Each that answers promises to take nothing of earlier
 * grants any more. All of it runs on the core's event loop.
 * <p>
 * It waits for every node until that is neither in the view nor in the table any more. If
 * only the node that owned the slot last does not answer, it goes on after
 * {@link #GRACE}: what that node has acknowledged, its backup has too. If others do not
 * answer in time the grant is given back and planned anew, so that no older state wins.
 */
final class StateRecovery {

	/** How long the node that owned the slot last is waited for. */
	static final Duration GRACE = Duration.ofSeconds(1);

	private static final Logger logger = LoggerFactory.getLogger(StateRecovery.class);

	private static final Duration ATTEMPT = Duration.ofSeconds(1);

	private static final Duration PAUSE = Duration.ofMillis(50);

	private final SlotTenure tenure;

	private final Hosting hosting;

	private final SlotReplica own;

	private final @Nullable NodeId lastOwner;

	private final StatePart.Id id;

	private final Set<NodeId> underWay = new HashSet<>();

	private final Set<NodeId> done = new HashSet<>();

	private final Set<NodeId> told = new HashSet<>();

	private final CompletableFuture<Set<NodeId>> result = new CompletableFuture<>();

	private final long startedNanos;

	StateRecovery(SlotTenure tenure, Hosting hosting, @Nullable NodeId lastOwner) {
		this.tenure = tenure;
		this.hosting = hosting;
		this.own = hosting.replicas().store().of(tenure.type().definition().name(), tenure.slot());
		this.lastOwner = lastOwner;
		this.id = new StatePart.Id(tenure.type().definition().name(), tenure.slot(), tenure.token());
		this.startedNanos = hosting.now();
	}

	/**
	 * Begin. Called on the loop.
	 * @return completes with the nodes that have told all they have; exceptionally if it
	 * is not certain that the newest states were found
	 */
	CompletionStage<Set<NodeId>> start() {
		if (this.own.promise(this.id.token())) {
			tick();
		}
		else {
			this.result.completeExceptionally(outdated(this.hosting.self()));
		}
		return this.result;
	}

	/** Give up: the slot is asked for by the table. Called on the loop. */
	void abandon() {
		this.result.completeExceptionally(new IllegalStateException(this.tenure + " is asked for before it is open"));
	}

	private void tick() {
		if (!this.result.isDone()) {
			look();
			this.hosting.loop().schedule(PAUSE, this::tick);
		}
	}

	private void look() {
		if (this.tenure.isClosed()) {
			this.result.completeExceptionally(new IllegalStateException(this.tenure + " has ended"));
			return;
		}
		Set<NodeId> missing = new HashSet<>(this.hosting.replicas().peers().present(this.id.type()));
		missing.removeAll(this.done);
		Duration elapsed = Duration.ofNanos(this.hosting.now() - this.startedNanos);
		if (missing.isEmpty() || (missing.equals(lastOwnerOnly()) && elapsed.compareTo(GRACE) > 0)) {
			finish(missing);
		}
		else if (elapsed.compareTo(this.hosting.settings().recoveryTimeout()) > 0) {
			logger.warn(
					"A slot of workers is given back, the newest states may be where nobody answers slot={} nodes={}",
					this.tenure, missing);
			this.result.completeExceptionally(new IllegalStateException(
					"The states of " + this.tenure + " may be on nodes that do not answer: " + missing));
		}
		else {
			missing.forEach(this::ask);
		}
	}

	private Set<NodeId> lastOwnerOnly() {
		return (this.lastOwner != null) ? Set.of(this.lastOwner) : Set.of();
	}

	private void finish(Set<NodeId> missing) {
		if (!missing.isEmpty()) {
			logger.info("Workers begin with the states of the backup, the last owner does not answer slot={} node={}",
					this.tenure, missing);
		}
		this.result.complete(this.told);
	}

	private void ask(NodeId node) {
		if (this.underWay.add(node)) {
			byte[] question = new ReplicaMessage.Collect(this.id, this.own.versions(), this.own.floor()).encode();
			this.hosting.replicas()
				.messenger()
				.call(node, Lane.BULK, ReplicaMessage.ADDRESS, question, ATTEMPT)
				.thenAccept((reply) -> this.hosting.loop().execute(() -> onReply(node, reply)));
		}
	}

	private void onReply(NodeId node, Reply reply) {
		this.underWay.remove(node);
		if (this.result.isDone()) {
			return;
		}
		if (reply instanceof Reply.Answered answered) {
			collected(node, ReplicaMessage.Collected.decode(answered.payload()));
		}
		else if (reply instanceof Reply.Refused refused && refused.refusal() == Refusal.NOT_OWNER) {
			this.result.completeExceptionally(outdated(node));
		}
		else if (reply instanceof Reply.Refused refused && refused.refusal() == Refusal.NO_SUCH_ADDRESS) {
			this.done.add(node);
			look();
		}
	}

	private void collected(NodeId node, ReplicaMessage.Collected collected) {
		this.hosting.replicas().peers().runs(node, this.id.type());
		if (!this.own.keep(this.id.token(), collected.copies(), collected.complete())) {
			this.result.completeExceptionally(outdated(this.hosting.self()));
		}
		else if (collected.more()) {
			ask(node);
		}
		else {
			this.done.add(node);
			this.told.add(node);
			look();
		}
	}

	private IllegalStateException outdated(NodeId node) {
		return new IllegalStateException(
				"Node " + node + " has heard of a later grant of the slot than " + this.tenure);
	}

}
