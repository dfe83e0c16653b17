package io.distsys.singleton;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.Fence;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Grant;
import io.distsys.ownership.Guarantee;
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

	private final SingletonDefinition definition;

	private final EventLoop loop;

	private final Executor activityExecutor;

	private final SingletonSettings settings;

	private final ActivationBackoff backoff;

	private final long createdNanos;

	private final StateMail mail;

	private final Consumer<SingletonEvent> events;

	private volatile @Nullable Tenure tenure;

	private volatile @Nullable Stint stint;

	private volatile Stint.@Nullable Inheritance inheritance;

	LocalSingleton(SingletonDefinition definition, EventLoop loop, Executor userExecutor, SingletonSettings settings,
			StateMail mail, Consumer<SingletonEvent> events) {
		this.definition = definition;
		this.loop = loop;
		this.activityExecutor = new SerialExecutor(userExecutor, MAX_ACTIVITIES);
		this.settings = settings;
		this.backoff = new ActivationBackoff(settings);
		this.createdNanos = loop.clock().nanos();
		this.mail = mail;
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
		Stint begun = new Stint(this.definition, grant.cededBy(), this.inheritance, this.events);
		this.inheritance = null;
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
				begun.endedBeforeItBegan(grant.fence().token());
			}
		});
	}

	/** Another node offers its state: the one before this one, or one that conceded. */
	void inherit(Stint.Inheritance inherited) {
		if (inherited.occasion() == StateOffer.Occasion.HANDED_OVER) {
			this.inheritance = inherited;
			return;
		}
		Tenure present = this.tenure;
		Stint current = this.stint;
		if (present == null || current == null || present.state() != SingletonState.ACTIVE) {
			logger.warn("State of a singleton came to a node that is not active any more, it is dropped name={}"
					+ " from={}", name(), inherited.token());
			return;
		}
		this.activityExecutor.execute(() -> current.accept(inherited));
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
			return (state != null && next != null)
					? this.mail.send(next, name(), grant.fence().token(), occasion, state)
					: CompletableFuture.completedFuture(null);
		});
	}

	void revoke(Grant grant, String reason) {
		Tenure present = tenureOf(grant);
		Stint current = this.stint;
		if (present != null && current != null) {
			current.willEnd(reason, false);
			present.revoke(reason);
		}
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

	/**
	 * Begin a call on the calling thread. Its fence is not looked at.
	 * @param what what it is, for people
	 * @return the call, to be ended by the caller, or {@literal null} if the singleton is
	 * not active here
	 */
	@Nullable Running enter(String what) {
		Tenure present = this.tenure;
		return (present != null && present.takesCalls()) ? present.calls().enter(what) : null;
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
	@Nullable Running join(FencingToken token, String what) {
		Tenure present = tenureOf(token);
		return (present != null) ? present.calls().join(what) : null;
	}

	/**
	 * Run a task on the calling thread, what it throws is thrown.
	 * @return whether it was let in, and ran
	 */
	boolean runFenced(Runnable task) {
		return run(enter(taskName()), task);
	}

	/** Run what code under a grant has handed to this thread, unless that has ended. */
	boolean runFenced(FencingToken token, Runnable task) {
		return run(join(token, taskName()), task);
	}

	private static String taskName() {
		return "a task on thread " + Thread.currentThread().getName();
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
