package io.distsys.singleton;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.distsys.ownership.Fence;
import io.distsys.ownership.FencingToken;
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

	private final AtomicReference<@Nullable Inheritance> inheritance;

	private boolean announced;

	private volatile boolean inOrder;

	private volatile String reason = "";

	private volatile @Nullable Object offered;

	/**
	 * @param cededBy the grant before, if it was handed over
	 * @param inheritance the state that came last, perhaps of another grant
	 */
	Stint(SingletonDefinition definition, Ownership.@Nullable Cession cededBy, @Nullable Inheritance inheritance,
			Consumer<SingletonEvent> events) {
		this.name = definition.name();
		this.guarantee = definition.guarantee();
		this.activity = definition.activity();
		this.cededBy = cededBy;
		this.inheritance = new AtomicReference<>(inheritance);
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
		this.activity.activate(fence);
		Inheritance former = takeInheritance();
		if (former != null) {
			accept(former);
		}
	}

	/** The state of the grant before, once. */
	private @Nullable Inheritance takeInheritance() {
		Inheritance former = this.inheritance.getAndSet(null);
		return (former != null && this.cededBy != null && this.cededBy.token().equals(former.token())) ? former : null;
	}

	/**
	 * It was not active and will not be: the state of the node before goes no further,
	 * because nobody knows yet who acts next.
	 */
	void endedBeforeItBegan(FencingToken token) {
		Inheritance former = takeInheritance();
		if (former != null) {
			logger.warn("State that was handed over is lost, the singleton could not be activated here name={} token={}"
					+ " from={}", this.name, token, former.token());
		}
	}

	/** It is active: calls arrive. Runs where the activity runs. */
	void announce(Fence fence) {
		this.announced = true;
		this.events.accept(new SingletonEvent.SingletonActivated(this.name, this.guarantee, fence.token()));
	}

	/** Give the activity the state of another node. Runs where the activity runs. */
	void accept(Inheritance inherited) {
		try {
			Object state = inherited.state().get();
			if (state != null) {
				this.activity.acceptState(state, inherited.occasion());
			}
		}
		catch (Exception ex) {
			logger.warn("State of a singleton was not accepted and is dropped name={} from={}", this.name,
					inherited.token(), ex);
		}
	}

	@Override
	public void deactivate(Fence fence) throws Exception {
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
	 * The state that another node has offered.
	 *
	 * @param token its grant
	 * @param occasion why it stopped
	 * @param state decodes it; may block for a moment
	 */
	record Inheritance(FencingToken token, StateOffer.Occasion occasion, Supplier<@Nullable Object> state) {

	}

}
