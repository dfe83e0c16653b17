package io.distsys.singleton;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.Fence;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Grant;
import io.distsys.ownership.Guarantee;
import io.distsys.singleton.RunningCalls.Lasting;
import io.distsys.singleton.RunningCalls.Running;
import io.distsys.time.EventLoop;
import io.distsys.time.SerialExecutor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One singleton on this node: what happens to it with each grant, and who is let in while
 * it is active. How calls come to it is told by {@link SingletonCalls}.
 */
final class LocalSingleton {

	private static final Logger logger = LoggerFactory.getLogger(LocalSingleton.class);

	/** A tenure has two at most; more than these wait only behind one that hangs. */
	private static final int MAX_ACTIVITIES = 64;

	/** So often it is looked what becomes of states that wait. */
	private static final Duration LOOK = Duration.ofMillis(100);

	/** So long a node that leaves waits for somebody to take them. */
	private static final Duration PASSING_ON = Duration.ofSeconds(2);

	private final SingletonDefinition definition;

	private final EventLoop loop;

	private final Executor activityExecutor;

	private final SingletonSettings settings;

	private final ActivationBackoff backoff;

	private final long createdNanos;

	private final StateRelay states;

	/** Whether it is looked for states that wait, sooner or later. */
	private final AtomicBoolean settling = new AtomicBoolean();

	private final AtomicBoolean merging = new AtomicBoolean();

	private final Consumer<SingletonEvent> events;

	private volatile @Nullable Tenure tenure;

	private volatile @Nullable Stint stint;

	LocalSingleton(SingletonDefinition definition, EventLoop loop, Executor activities, SingletonSettings settings,
			StateRelay states, Consumer<SingletonEvent> events) {
		this.definition = definition;
		this.loop = loop;
		this.activityExecutor = new SerialExecutor(activities, MAX_ACTIVITIES);
		this.settings = settings;
		this.backoff = new ActivationBackoff(settings);
		this.createdNanos = loop.clock().nanos();
		this.states = states;
		this.events = events;
	}

	String name() {
		return this.definition.name();
	}

	Guarantee guarantee() {
		return this.definition.guarantee();
	}

	CompletionStage<Void> activate(Grant grant) {
		boolean waits = state() != SingletonState.STANDBY;
		Stint begun = new Stint(this.definition, grant.cededBy(), this.states, this.events);
		Tenure granted = new Tenure(name(), grant, begun, this.settings, this.backoff, this.loop,
				this.activityExecutor);
		granted.whenActive(() -> begun.announce(grant.fence()));
		this.stint = begun;
		this.tenure = granted;
		if (waits) {
			granted.limitWaiting();
		}
		return granted.activate().whenComplete((active, failure) -> {
			if (failure != null) {
				begun.endedBeforeItBegan();
				this.states.activationFailed();
			}
			settleStates();
		});
	}

	/**
	 * A state has come that another node offers.
	 * @return whether it is taken: not once the singleton is not registered any more
	 */
	boolean inherit(OfferedState state) {
		if (!this.states.arrived(state)) {
			return false;
		}
		if (state() == SingletonState.ACTIVE) {
			settleStates();
		}
		else {
			// Mostly this node is about to begin.
			settleLater();
		}
		return true;
	}

	/**
	 * Use the states that wait here, or pass them on; look again as long as some do.
	 */
	void settleStates() {
		if (this.states.isEmpty()) {
			return;
		}
		switch (state()) {
			case ACTIVE -> mergeStates();
			case STANDBY -> this.states.passOn();
			case ACTIVATING, DEACTIVATING ->
				logger.debug("States wait until it is decided who uses them name={}", name());
		}
		settleLater();
	}

	private void settleLater() {
		if (this.settling.compareAndSet(false, true)) {
			this.loop.schedule(LOOK, () -> {
				this.settling.set(false);
				settleStates();
			});
		}
	}

	int statesWaiting() {
		return this.states.count();
	}

	private void mergeStates() {
		Stint current = this.stint;
		if (current == null || !this.merging.compareAndSet(false, true)) {
			return;
		}
		try {
			this.activityExecutor.execute(() -> {
				this.merging.set(false);
				current.acceptWaiting();
			});
		}
		catch (RejectedExecutionException ex) {
			this.merging.set(false);
			logger.debug("States wait, the executor takes nothing name={}", name(), ex);
		}
	}

	/**
	 * Take no states any more, unless some wait that may be passed on yet.
	 * @return whether none is taken any more
	 */
	boolean endStatesIfSettled() {
		return this.states.closeIfSettled();
	}

	/** Take no states any more, and leave those that wait to whoever comes after. */
	List<OfferedState> leaveStates() {
		return this.states.closeAndLeave();
	}

	/**
	 * It is not to be active here any more: have the states that wait here passed on.
	 * @return completes when none waits any more, at the latest after {@link #PASSING_ON}
	 */
	CompletionStage<Void> passStatesOn() {
		settleStates();
		CompletableFuture<Void> done = new CompletableFuture<>();
		lookUntilPassedOn(done, this.loop.clock().nanos() + PASSING_ON.toNanos());
		return done;
	}

	private void lookUntilPassedOn(CompletableFuture<Void> done, long deadline) {
		if (this.states.isEmpty() || this.loop.clock().nanos() - deadline >= 0) {
			done.complete(null);
		}
		else {
			this.loop.schedule(LOOK, () -> lookUntilPassedOn(done, deadline));
		}
	}

	void abandonActivation(Grant grant) {
		Tenure present = tenureOf(grant);
		if (present != null) {
			present.abandonActivation();
		}
	}

	/**
	 * Stop in order, and offer the state to the next node.
	 * @param reason why, for people
	 */
	CompletionStage<Void> release(Grant grant, @Nullable NodeId next, StateOffer.Occasion occasion, String reason) {
		Tenure present = tenureOf(grant);
		Stint current = this.stint;
		if (present == null || current == null) {
			return CompletableFuture.completedFuture(null);
		}
		current.willEnd(reason, true);
		return present.release().thenCompose((stopped) -> {
			Object state = current.offered();
			return (state != null)
					? this.states.handOver(grant.fence().token(), occasion, state, next, present.inStateFor())
					: CompletableFuture.completedFuture(null);
		}).whenComplete((released, failure) -> settleStates());
	}

	void revoke(Grant grant, String reason) {
		Tenure present = tenureOf(grant);
		Stint current = this.stint;
		if (present != null && current != null) {
			current.willEnd(reason, false);
			present.revoke(reason);
		}
	}

	/** What of a grant still runs here, for people. */
	List<String> unfinished(Grant grant) {
		Tenure present = tenureOf(grant);
		return (present != null) ? present.unfinished() : List.of();
	}

	private @Nullable Tenure tenureOf(Grant grant) {
		return tenureOf(grant.fence().token());
	}

	private @Nullable Tenure tenureOf(FencingToken token) {
		Tenure present = this.tenure;
		return (present != null && present.fence().token().equals(token)) ? present : null;
	}

	SingletonState state() {
		Tenure present = this.tenure;
		return (present != null) ? present.state() : SingletonState.STANDBY;
	}

	Duration inStateFor() {
		Tenure present = this.tenure;
		return (present != null) ? present.inStateFor()
				: Duration.ofNanos(this.loop.clock().nanos() - this.createdNanos);
	}

	Optional<Fence> fence() {
		Tenure present = this.tenure;
		return (present != null && present.state() == SingletonState.ACTIVE && present.fence().isHeld())
				? Optional.of(present.fence()) : Optional.empty();
	}

	/** The fence of the grant that this node has, be it active by now or not. */
	Optional<Fence> presentFence() {
		Tenure present = this.tenure;
		return (present != null && present.state() != SingletonState.STANDBY) ? Optional.of(present.fence())
				: Optional.empty();
	}

	/** See {@link Tenure#looksActive()}. */
	boolean looksActive() {
		Tenure present = this.tenure;
		return present != null && present.looksActive();
	}

	/**
	 * Begin a call that ends on the calling thread, where the singleton looks active and
	 * its fence is open.
	 * @return as of {@link #enter}
	 */
	@Nullable Running enterHeld(String what) {
		Tenure present = this.tenure;
		if (present == null || !present.looksActive()) {
			return null;
		}
		Running call = null;
		boolean held = false;
		try {
			call = present.calls().enter(what);
			held = call != null && call.fence().isHeld();
		}
		finally {
			if (call != null && !held) {
				call.leave();
			}
		}
		return held ? call : null;
	}

	/**
	 * Begin a call that ends on the calling thread. Its fence is not looked at.
	 * @param what what it is, for people
	 * @return the call, to be ended by the caller, or {@literal null} if the singleton is
	 * not active here
	 */
	@Nullable Running enter(String what) {
		Tenure present = this.tenure;
		return (present != null && present.takesCalls()) ? present.calls().enter(what) : null;
	}

	/**
	 * Begin a call on the calling thread that may go on when the thread is done with it.
	 * Its fence is not looked at.
	 * @return as of {@link #enter}
	 */
	@Nullable Lasting begin(String what) {
		Tenure present = this.tenure;
		return (present != null && present.takesCalls()) ? present.calls().begin(what) : null;
	}

	/**
	 * The grant under which the calling thread is in a call or a callback, if this node
	 * still has it. What such a thread calls belongs to that, also while the singleton
	 * comes or leaves: whoever waits for the one waits for the other.
	 */
	Optional<FencingToken> insideOf() {
		Tenure present = this.tenure;
		return (present != null && present.calls().isInside()) ? Optional.of(present.fence().token())
				: Optional.empty();
	}

	/**
	 * Begin on the calling thread what code under a grant has handed to it.
	 * @return the call, or {@literal null} if that grant has ended
	 */
	@Nullable Lasting join(FencingToken token, String what) {
		Tenure present = tenureOf(token);
		return (present != null) ? present.calls().join(what) : null;
	}

	/**
	 * Run a task on the calling thread, what it throws is thrown.
	 * @return whether it was let in, and ran
	 */
	boolean runFenced(String what, Runnable task) {
		return run(enter(what), task);
	}

	/** Run what code under a grant has handed to this thread, unless that has ended. */
	boolean runFenced(FencingToken token, String what, Runnable task) {
		return run(join(token, what), task);
	}

	private static boolean run(@Nullable Running call, Runnable task) {
		if (call == null) {
			return false;
		}
		try {
			if (!call.fence().isHeld()) {
				return false;
			}
			task.run();
			return true;
		}
		finally {
			call.leave();
		}
	}

}
