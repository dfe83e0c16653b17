package io.distsys.singleton;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Guarantee;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.Ownership.Cession;
import io.distsys.ownership.Owners;
import io.distsys.ownership.ResourceKey;
import io.distsys.time.MonotonicClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The states of one singleton that wait on this node for whoever uses them: for this node
 * to be active, or, with {@link Guarantee#AVAILABLE}, for another one that is. There a
 * node can be given a state and see, before it begins, a third one that is to have the
 * singleton; then it passes the state on. A state waits for {@link #KEPT} in all,
 * wherever it is, and at most {@value #MOST} of them wait.
 * <p>
 * A state is sent again if it is not known whether it has arrived. A node takes one that
 * comes twice once; two nodes may both take it if the first one is lost meanwhile.
 */
final class StateRelay {

	private static final Logger logger = LoggerFactory.getLogger(StateRelay.class);

	/** How long a state is on its way at the most. */
	static final Duration KEPT = Duration.ofMinutes(1);

	static final int MOST = 8;

	/** So many of the states that were used are remembered. */
	private static final int REMEMBERED = 64;

	private static final String NOT_REGISTERED = "the singleton is not registered here any more, and nobody has taken it";

	private static final Comparator<Waiting> BY_TOKEN = Comparator.comparing((waiting) -> waiting.state.origin(),
			Comparator.comparing(Cession::token).thenComparing(Cession::node));

	private final String name;

	private final boolean passesOn;

	private final StateMail mail;

	private final Owners owners;

	private final NodeId self;

	private final MonotonicClock clock;

	/** In the order in which they came; guarded by this. */
	private final Map<Cession, Waiting> waiting = new LinkedHashMap<>();

	/** Guarded by this. */
	private final Set<Cession> used = new LinkedHashSet<>();

	/** Guarded by this. */
	private boolean closed;

	/**
	 * @param mail sends states, and reads them
	 * @param owners says who has the singleton
	 * @param self this node
	 */
	StateRelay(String name, Guarantee guarantee, StateMail mail, Owners owners, NodeId self, MonotonicClock clock) {
		this.name = name;
		this.passesOn = guarantee == Guarantee.AVAILABLE;
		this.mail = mail;
		this.owners = owners;
		this.self = self;
		this.clock = clock;
	}

	/**
	 * Offer the state of a grant of this node that has ended.
	 * @param token of the grant
	 * @param next who is to have it; if nobody or this node, it waits here
	 * @param endedFor how long ago the grant has ended
	 * @return completes when the state has arrived, or is given up and logged;
	 * exceptionally if the next node does not take it: somebody else may, so the
	 * hand-over is to be repeated
	 */
	CompletionStage<Void> handOver(FencingToken token, StateOffer.Occasion occasion, Object value,
			@Nullable NodeId next, Duration endedFor) {
		boolean staysHere = next == null || next.equals(this.self);
		if (staysHere && !this.passesOn) {
			return CompletableFuture.completedFuture(null);
		}
		return this.mail.encode(this.name, value).thenCompose((bytes) -> {
			if (bytes == null) {
				return CompletableFuture.completedFuture(null);
			}
			OfferedState state = new OfferedState(new Cession(this.self, token), occasion, KEPT, bytes);
			if (next == null || staysHere) {
				keepOrLog(state, this.clock.nanos());
				return CompletableFuture.completedFuture(null);
			}
			return send(state, next, endedFor);
		});
	}

	private CompletionStage<Void> send(OfferedState state, NodeId next, Duration endedFor) {
		return this.mail.send(next, this.name, state).thenCompose((delivery) -> {
			boolean again = this.passesOn && delivery == StateMail.Delivery.NOT_YET;
			if (again && endedFor.compareTo(KEPT) < 0) {
				return CompletableFuture.failedFuture(new IllegalStateException(
						"The state of singleton '" + this.name + "' has not arrived at node " + next));
			}
			if (delivery != StateMail.Delivery.ARRIVED) {
				logGivenUp(state, "it did not arrive at node " + next);
			}
			return CompletableFuture.completedFuture(null);
		});
	}

	/**
	 * A state has come, perhaps once more.
	 * @return whether it is taken: not after {@link #close()}
	 */
	boolean arrived(OfferedState state) {
		return keep(state, this.clock.nanos());
	}

	private synchronized boolean keep(OfferedState state, long sinceNanos) {
		if (this.closed) {
			return false;
		}
		if (this.used.contains(state.origin()) || this.waiting.containsKey(state.origin())) {
			return true;
		}
		this.waiting.put(state.origin(), new Waiting(state, sinceNanos));
		if (this.waiting.size() > MOST) {
			giveUp(this.waiting.values().iterator().next(), "too many wait on this node");
		}
		return true;
	}

	synchronized boolean isEmpty() {
		return this.waiting.isEmpty();
	}

	synchronized int count() {
		return this.waiting.size();
	}

	/**
	 * Take what waits, for a grant of this node that begins: first what the grant before
	 * has handed over, or of several that could not be used in between the last one; then
	 * what is to be merged with it.
	 */
	synchronized List<Stint.Inheritance> takeToBegin(@Nullable Cession cededBy) {
		List<Waiting> rest = new ArrayList<>(atHand());
		Waiting first = null;
		for (Waiting one : rest) {
			boolean ofTheOneBefore = one.state.origin().equals(cededBy);
			boolean mayBe = this.passesOn && one.state.occasion() == StateOffer.Occasion.HANDED_OVER;
			if (ofTheOneBefore || (mayBe && (first == null || !first.state.origin().equals(cededBy)))) {
				first = one;
			}
		}
		List<Stint.Inheritance> taken = new ArrayList<>();
		if (first != null) {
			rest.remove(first);
			taken.add(use(first, first.state.occasion()));
		}
		rest.forEach((one) -> merge(one, taken));
		return taken;
	}

	/** Take what waits, to be merged: this node is active. */
	synchronized List<Stint.Inheritance> takeToMerge() {
		List<Stint.Inheritance> taken = new ArrayList<>();
		atHand().forEach((one) -> merge(one, taken));
		return taken;
	}

	private List<Waiting> atHand() {
		return this.waiting.values().stream().filter((one) -> !one.underWay).sorted(BY_TOKEN).toList();
	}

	private void merge(Waiting one, List<Stint.Inheritance> taken) {
		if (this.passesOn) {
			taken.add(use(one, StateOffer.Occasion.CONCEDED));
		}
		else {
			giveUp(one, "it is not of the grant before the present one");
		}
	}

	private Stint.Inheritance use(Waiting one, StateOffer.Occasion occasion) {
		this.waiting.remove(one.state.origin());
		this.used.add(one.state.origin());
		if (this.used.size() > REMEMBERED) {
			this.used.remove(this.used.iterator().next());
		}
		return new Stint.Inheritance(one.state, one.sinceNanos, occasion, () -> this.mail.decode(one.state.bytes()));
	}

	/**
	 * Who took it was never active: it waits again. The time for which it was taken
	 * counts too.
	 */
	synchronized void giveBack(Stint.Inheritance taken) {
		this.used.remove(taken.state().origin());
		keepOrLog(taken.state(), taken.sinceNanos());
	}

	private void keepOrLog(OfferedState state, long sinceNanos) {
		if (!keep(state, sinceNanos)) {
			logGivenUp(state, NOT_REGISTERED);
		}
	}

	/**
	 * This node could not activate the singleton. If it does not pass states on they are
	 * of no use any more: the next grant does not follow the one that they are of.
	 */
	synchronized void activationFailed() {
		if (!this.passesOn) {
			atHand().forEach((one) -> giveUp(one, "the singleton could not be activated here"));
		}
	}

	/**
	 * Give up what has waited for too long, and send the rest to the node that has the
	 * singleton, if there is one.
	 */
	void passOn() {
		giveUpTheLate();
		if (!this.passesOn) {
			return;
		}
		Ownership row = this.owners.find(ResourceKey.of(ClusterSingletons.KIND, this.name)).orElse(null);
		if (row == null || row.state() == Ownership.State.RELEASING || row.node().equals(this.self)) {
			return;
		}
		NodeId owner = row.node();
		List<Waiting> leaving;
		synchronized (this) {
			// The end of the grant that a state is of may not have been heard of yet.
			leaving = atHand().stream().filter((one) -> !one.state.isOf(row)).toList();
			leaving.forEach((one) -> one.underWay = true);
		}
		leaving.forEach((one) -> this.mail.send(owner, this.name, one.state.within(one.left()))
			.whenComplete((delivery, failure) -> onDelivery(one, owner, delivery)));
	}

	private synchronized void giveUpTheLate() {
		atHand().stream()
			.filter((one) -> one.left().isNegative())
			.forEach((one) -> giveUp(one, "nobody could use it for " + KEPT));
	}

	private synchronized void onDelivery(Waiting one, NodeId to, StateMail.@Nullable Delivery delivery) {
		one.underWay = false;
		if (delivery == StateMail.Delivery.ARRIVED) {
			this.waiting.remove(one.state.origin());
			logger.info("State of a singleton was passed on to the node that has it name={} from={} to={}", this.name,
					one.state.origin(), to);
		}
		else if (delivery == StateMail.Delivery.IMPOSSIBLE) {
			giveUp(one, "it cannot be sent to node " + to);
		}
	}

	private void giveUp(Waiting one, String reason) {
		if (this.waiting.remove(one.state.origin(), one)) {
			logGivenUp(one.state, reason);
		}
	}

	private void logGivenUp(OfferedState state, String reason) {
		this.mail.countLost();
		logger.warn("State of a singleton is lost name={} from={} token={} occasion={} reason=\"{}\"", this.name,
				state.origin(), state.occasion(), reason);
	}

	/**
	 * Take nothing more, unless something waits that may be passed on yet.
	 * @return whether it is closed
	 */
	synchronized boolean closeIfSettled() {
		if (this.passesOn && !this.waiting.isEmpty()) {
			return false;
		}
		close();
		return true;
	}

	/**
	 * Take nothing more, and leave what waits to another relay of this node.
	 * @return what waited; it may have arrived somewhere if it was under way
	 */
	synchronized List<OfferedState> closeAndLeave() {
		List<OfferedState> left = this.waiting.values().stream().map((one) -> one.state.within(one.left())).toList();
		this.waiting.clear();
		close();
		return left;
	}

	/** Take nothing more, and give up what waits. */
	synchronized void close() {
		this.closed = true;
		List.copyOf(this.waiting.values()).forEach((one) -> giveUp(one, NOT_REGISTERED));
	}

	/** A state that waits. */
	private final class Waiting {

		private final OfferedState state;

		private final long sinceNanos;

		/** Guarded by the relay. */
		private boolean underWay;

		private Waiting(OfferedState state, long sinceNanos) {
			this.state = state;
			this.sinceNanos = sinceNanos;
		}

		private Duration left() {
			return this.state.patience().minusNanos(StateRelay.this.clock.nanos() - this.sinceNanos);
		}

	}

}
