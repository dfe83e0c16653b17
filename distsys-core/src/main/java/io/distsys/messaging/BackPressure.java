package io.distsys.messaging;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * What becomes of a sender that finds the bulk queue to a node full. It is either refused
 * at once, or held up until there is room: a call until its deadline, a cast for a while.
 * A thread that must not be blocked is always refused. Nobody is held up on the control
 * lane.
 *
 * @param patience how long a cast is held up at most; zero to refuse everybody at once
 * @param mustNotBlock whether the calling thread is one that must not be blocked
 * @since 0.1
 */
public record BackPressure(Duration patience, BooleanSupplier mustNotBlock) {

	public BackPressure {
		if (patience.isNegative()) {
			throw new IllegalArgumentException("The patience of senders must not be negative: " + patience);
		}
	}

	/**
	 * Refuse at once.
	 * @return the policy
	 */
	public static BackPressure reject() {
		return new BackPressure(Duration.ZERO, () -> true);
	}

	/**
	 * Hold senders up, so that they are as fast as the receiver.
	 * @param patience how long a cast is held up at most
	 * @param mustNotBlock whether the calling thread is one that must not be blocked
	 * @return the policy
	 */
	public static BackPressure block(Duration patience, BooleanSupplier mustNotBlock) {
		return new BackPressure(patience, mustNotBlock);
	}

	boolean holdsUp(Lane lane) {
		return lane == Lane.BULK && !this.patience.isZero() && !this.mustNotBlock.getAsBoolean();
	}

}
