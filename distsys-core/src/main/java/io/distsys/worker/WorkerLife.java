package io.distsys.worker;

import java.util.Arrays;
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

	private final SlotTenure tenure;

	private final String key;

	private final Hosting hosting;

	private volatile @Nullable Object instance;

	private volatile CompletableFuture<Void> saved = NOTHING;

	private byte @Nullable [] known;

	WorkerLife(SlotTenure tenure, String key, Hosting hosting) {
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
		this.tenure.type().workerClass().start(made);
		this.instance = made;
		return made;
	}

	private Object make() throws Exception {
		WorkerTypeDefinition definition = this.tenure.type().definition();
		Object made = definition.factory()
			.create(new WorkerContext(definition.name(), this.key, this.tenure.slot(), this.hosting.self(),
					this.tenure.fence()));
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

	/** Take over the state that came from the former owner. */
	void restore(byte[] state) {
		try {
			Object made = make();
			HandOver<Object> handOver = WorkerClass.handOver(made);
			Object decoded = this.hosting.codec().decode(state);
			if (handOver == null || decoded == null) {
				throw new IllegalStateException(made.getClass().getName() + " does not take over a state here");
			}
			handOver.restore(decoded);
			this.tenure.type().workerClass().start(made);
			this.instance = made;
			this.tenure.type().counters().takenOver.increment();
		}
		catch (Throwable ex) {
			lost("not taken over", ex);
		}
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
			return (handOver != null)
					? Optional.of(new SlotState.Entry(this.key, this.hosting.codec().encode(handOver.snapshot())))
					: Optional.empty();
		}
		catch (Throwable ex) {
			lost("not handed over", ex);
			return Optional.empty();
		}
	}

	private void lost(String how, Throwable failure) {
		String type = this.tenure.type().definition().name();
		logger.error("The state of a worker is {}, it starts without it type={} key={}", how, type, this.key, failure);
		this.hosting.publish(new WorkerEvent.StateLost(type, this.key, failure.toString()));
	}

	/** Give the instance up as it is. */
	void drop() {
		this.instance = null;
	}

	void stop() {
		Object leaving;
		synchronized (this) {
			leaving = this.instance;
			this.instance = null;
		}
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
