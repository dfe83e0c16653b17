package io.distsys.singleton;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.distsys.ownership.Fence;
import io.distsys.ownership.Guarantee;
import io.distsys.ownership.Ownership;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The activity of a singleton under one grant, and what comes with its beginning and its
 * end: the state of the node before, the state for the one after, and the events.
 */
final class Stint implements SingletonActivity {

	private static final Logger logger = LoggerFactory.getLogger(Stint.class);

	private final String name;

	private final Guarantee guarantee;

	private final SingletonActivity activity;

	private final Consumer<SingletonEvent> events;

	private final Ownership.@Nullable Cession cededBy;

	private final StateRelay relay;

	/** What it was given to begin with, until it is active; guarded by this. */
	private List<Inheritance> taken = List.of();

	/** It takes states to be merged from now on; touched where the activity runs. */
	private boolean announced;

	private volatile boolean inOrder;

	private volatile String reason = "";

	/** It takes no states any more; touched where the activity runs. */
	private boolean over;

	private volatile @Nullable Object offered;

	/**
	 * @param cededBy the grant before, if it was handed over
	 * @param relay has the states that other nodes have offered
	 */
	Stint(SingletonDefinition definition, Ownership.@Nullable Cession cededBy, StateRelay relay,
			Consumer<SingletonEvent> events) {
		this.name = definition.name();
		this.guarantee = definition.guarantee();
		this.activity = definition.activity();
		this.cededBy = cededBy;
		this.relay = relay;
		this.events = events;
	}

	/** It will end, in order or not; the first reason counts. */
	void willEnd(String why, boolean orderly) {
		if (this.reason.isEmpty()) {
			this.reason = why;
			this.inOrder = orderly;
		}
	}

	/** The state for the node that acts next, once it has ended in order. */
	@Nullable Object offered() {
		return this.offered;
	}

	@Override
	public void activate(Fence fence) throws Exception {
		take(this.relay.takeToBegin(this.cededBy));
		try {
			this.activity.activate(fence);
		}
		catch (Exception | Error ex) {
			endedBeforeItBegan();
			throw ex;
		}
		takenToBegin().forEach(this::accept);
	}

	private synchronized void take(List<Inheritance> states) {
		this.taken = states;
	}

	private synchronized List<Inheritance> takenToBegin() {
		return this.taken;
	}

	/** It was not active: what it was given waits for whoever acts next. */
	synchronized void endedBeforeItBegan() {
		this.taken.forEach(this.relay::giveBack);
		this.taken = List.of();
	}

	/** It is active: calls arrive. Runs where the activity runs. */
	void announce(Fence fence) {
		this.announced = true;
		take(List.of());
		this.events.accept(new SingletonEvent.SingletonActivated(this.name, this.guarantee, fence.token()));
	}

	/** Merge the states that wait. Runs where the activity runs, while it is active. */
	void acceptWaiting() {
		if (this.announced && !this.over) {
			this.relay.takeToMerge().forEach(this::accept);
		}
	}

	private void accept(Inheritance inherited) {
		try {
			Object state = inherited.value().get();
			if (state != null) {
				this.activity.acceptState(state, inherited.occasion());
			}
		}
		catch (Exception ex) {
			logger.warn("State of a singleton was not accepted and is dropped name={} from={}", this.name,
					inherited.state().origin(), ex);
		}
	}

	@Override
	public void deactivate(Fence fence) throws Exception {
		this.over = true;
		if (!this.announced) {
			endedBeforeItBegan();
		}
		try {
			this.activity.deactivate(fence);
			if (this.inOrder) {
				this.offered = this.activity.offerState();
			}
		}
		finally {
			if (this.announced) {
				this.events.accept(
						new SingletonEvent.SingletonDeactivated(this.name, this.guarantee, fence.token(), this.reason));
			}
		}
	}

	/**
	 * The state that another node has offered, on its way into the activity.
	 *
	 * @param state as it came
	 * @param sinceNanos when it came, on this node's monotonic clock
	 * @param occasion as the activity is told
	 * @param value decodes it; may block for a moment
	 */
	record Inheritance(OfferedState state, long sinceNanos, StateOffer.Occasion occasion,
			Supplier<@Nullable Object> value) {

	}

}
