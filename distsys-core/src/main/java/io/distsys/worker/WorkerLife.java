package io.distsys.worker;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The instance of one worker: how it is made, given its state, asked for it, and stopped.
 * Only whoever runs the worker touches it.
 */
final class WorkerLife {

	private static final Logger logger = LoggerFactory.getLogger(WorkerLife.class);

	private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);

	private final WorkerCell cell;

	private final SlotTenure tenure;

	private final String key;

	private final Hosting hosting;

	private volatile @Nullable Object instance;

	private volatile CompletableFuture<Void> saved = NOTHING;

	private byte @Nullable [] known;

	/** Of the last word about the worker when its instance was made. */
	private long version = StartedSlot.UNKNOWN;

	private volatile @Nullable WorkerTimers timers;

	private volatile @Nullable InstanceGroups groups;

	WorkerLife(WorkerCell cell, SlotTenure tenure, String key, Hosting hosting) {
		this.cell = cell;
		this.tenure = tenure;
		this.key = key;
		this.hosting = hosting;
	}

	@Nullable Object instance() {
		return this.instance;
	}

	/**
	 * Make the instance, give it the state that was kept of it, and start it.
	 * @param kept the state, or {@literal null} if there is none
	 */
	Object begin(@Nullable Object kept) throws Throwable {
		Object made = make();
		StateAccess access = this.tenure.type().workerClass().state();
		if (access != null) {
			if (kept != null) {
				access.write(made, kept);
			}
			this.known = this.hosting.codec().encode(access.read(made));
		}
		else {
			SlotState.Entry aside = this.tenure.takeAside(this.key);
			if (aside != null) {
				wake(made, aside);
			}
		}
		this.tenure.type().workerClass().start(made);
		live(made);
		return made;
	}

	private void wake(Object made, SlotState.Entry aside) {
		try {
			restore(made, aside.state());
			this.version = aside.version();
		}
		catch (Throwable ex) {
			lost("not restored, it starts without it", ex);
			throw ex;
		}
	}

	private void live(Object made) {
		this.instance = made;
		this.tenure.type().live(1);
	}

	boolean isStopAsked() {
		WorkerTimers own = this.timers;
		return own != null && own.isStopAsked();
	}

	/** Whether it could be made again from what is kept. May be called by any thread. */
	boolean mayBePutAside() {
		WorkerTimers own = this.timers;
		InstanceGroups joined = this.groups;
		return this.instance != null && own != null && own.isIdle() && joined != null && joined.isEmpty();
	}

	/** Put it aside: it is made again when it is called. */
	void sleep() {
		Object live = this.instance;
		if (live == null || !mayBePutAside()) {
			return;
		}
		Optional<SlotState.Entry> state = last(live);
		stop();
		state.ifPresent(this.tenure::putAside);
		this.tenure.type().counters().passivated.increment();
	}

	/** Have it kept that it runs. */
	CompletableFuture<Void> remember(StateKeeper keeper) {
		if (keeper.has(this.key)) {
			return CompletableFuture.allOf(this.saved, keeper.confirm(this.key));
		}
		this.saved = keeper.remember(this.key);
		return this.saved;
	}

	/** Have it kept that it has ended, and what it knew be forgotten. */
	CompletableFuture<Void> forget(StateKeeper keeper, boolean again) {
		CompletableFuture<Void> said = keeper.forget(this.key, again);
		this.saved = said;
		said.whenComplete((ignored, failure) -> this.cell.reconsider());
		return said;
	}

	private Object make() throws Exception {
		WorkerTypeDefinition definition = this.tenure.type().definition();
		StateKeeper keeper = this.tenure.keeper();
		this.version = (keeper != null) ? keeper.version(this.key) : StartedSlot.UNKNOWN;
		WorkerTimers own = new WorkerTimers(this.cell, this.tenure, this.hosting);
		InstanceGroups joined = new InstanceGroups(this.hosting.memberships(), definition.name(), this.key);
		this.timers = own;
		this.groups = joined;
		Object made = definition.factory().create(new LiveContext(this.tenure, this.key, this.hosting, own, joined));
		if (!definition.workerClass().isInstance(made)) {
			throw new IllegalStateException(
					"The factory of worker type '" + definition.name() + "' made no " + definition.workerClass());
		}
		return made;
	}

	/**
	 * Have the state kept as it is now, if it has changed.
	 * @throws RuntimeException if it cannot be: the instance must be given up then
	 */
	void save(Object live) {
		StateAccess access = this.tenure.type().workerClass().state();
		StateKeeper keeper = this.tenure.keeper();
		if (access == null || keeper == null) {
			return;
		}
		Object state = access.read(live);
		byte[] encoded = this.hosting.codec().encode(state);
		if (!Arrays.equals(encoded, this.known)) {
			this.saved = keeper.save(this.key, state, encoded);
			this.known = encoded;
		}
	}

	/**
	 * When all that calls have left so far is safe. States of a slot become safe in the
	 * order in which they were made.
	 */
	CompletableFuture<Void> saved() {
		return this.saved;
	}

	/** Whether all that calls have left so far is safe. */
	boolean isSaved() {
		CompletableFuture<Void> last = this.saved;
		return last.isDone() && !last.isCompletedExceptionally();
	}

	/** Take over the state that came from the former owner. */
	void restore(byte[] state) {
		try {
			Object made = make();
			restore(made, state);
			this.tenure.type().workerClass().start(made);
			live(made);
			this.tenure.type().counters().takenOver.increment();
		}
		catch (Throwable ex) {
			drop();
			lost("not taken over, it starts without it", ex);
		}
	}

	/**
	 * Merge the state that another instance of this worker has left with the one here. An
	 * instance that cannot take what was merged is given up, and the next one begins with
	 * the state that was here.
	 * @return whether it is merged; if not, it was told that the state is lost
	 * @throws Throwable if the instance must be given up
	 */
	boolean merge(byte[] theirs) throws Throwable {
		Object merged;
		Mergeable<Object> live;
		SlotState.Entry own;
		try {
			Object present = this.instance;
			live = WorkerClass.mergeable((present != null) ? present : begin(null));
			Object decoded = Objects.requireNonNull(this.hosting.codec().decode(theirs));
			Object mine = live.snapshot();
			own = entry(mine);
			merged = Objects.requireNonNull(live.merge(mine, decoded), "merge has returned null");
		}
		catch (Throwable ex) {
			lost("not merged", ex);
			if (this.instance == null) {
				throw ex;
			}
			return false;
		}
		try {
			live.restore(merged);
			return true;
		}
		catch (Throwable ex) {
			lost("not merged", ex);
			this.tenure.putAside(own);
			throw ex;
		}
	}

	/**
	 * What leaves: made stale by a stop that was said after the last word by which it
	 * ran.
	 */
	private SlotState.Entry entry(Object snapshot) {
		StateKeeper keeper = this.tenure.keeper();
		long since = (keeper != null) ? keeper.runsSince(this.key) : StartedSlot.UNKNOWN;
		return new SlotState.Entry(this.key, this.hosting.codec().encode(snapshot), Math.max(this.version, since));
	}

	private void restore(Object made, byte[] state) {
		HandOver<Object> handOver = WorkerClass.handOver(made);
		Object decoded = this.hosting.codec().decode(state);
		if (handOver == null || decoded == null) {
			throw new IllegalStateException(made.getClass().getName() + " does not take over a state here");
		}
		handOver.restore(decoded);
	}

	/**
	 * Stop in order.
	 * @return the state to send to the next owner, or empty if there is none to send
	 */
	Optional<SlotState.Entry> leave() {
		Object leaving = this.instance;
		Optional<SlotState.Entry> state = Optional.empty();
		if (leaving != null) {
			state = last(leaving);
		}
		stop();
		return state;
	}

	private Optional<SlotState.Entry> last(Object leaving) {
		try {
			if (this.tenure.type().workerClass().state() != null) {
				save(leaving);
				return Optional.empty();
			}
			HandOver<Object> handOver = WorkerClass.handOver(leaving);
			return (handOver != null) ? Optional.of(entry(handOver.snapshot())) : Optional.empty();
		}
		catch (Throwable ex) {
			lost("not handed over, it starts without it", ex);
			return Optional.empty();
		}
	}

	private void lost(String how, Throwable failure) {
		String type = this.tenure.type().definition().name();
		logger.error("The state of a worker is {} type={} key={}", how, type, this.key, failure);
		this.hosting.publish(new WorkerEvent.StateLost(type, this.key, failure.toString()));
	}

	/** Give the instance up as it is. */
	void drop() {
		taken();
	}

	private @Nullable Object taken() {
		Object leaving;
		WorkerTimers own;
		InstanceGroups joined;
		synchronized (this) {
			leaving = this.instance;
			own = this.timers;
			joined = this.groups;
			this.instance = null;
			this.timers = null;
			this.groups = null;
		}
		if (joined != null) {
			joined.close();
		}
		if (own != null) {
			own.close();
		}
		if (leaving != null) {
			this.tenure.type().live(-1);
		}
		return leaving;
	}

	void stop() {
		Object leaving = taken();
		if (leaving == null) {
			return;
		}
		try {
			this.tenure.type().workerClass().stop(leaving);
		}
		catch (Throwable ex) {
			logger.warn("The stop of a worker failed worker={}/{}", this.tenure, this.key, ex);
		}
	}

}
