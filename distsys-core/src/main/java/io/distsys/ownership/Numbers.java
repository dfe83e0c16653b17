package io.distsys.ownership;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Numbers that stand in the table: every change is one entry of the log, so that all
 * nodes agree on their order. They belong to no node, and need no session.
 * <p>
 * Methods may be called from any thread and do not block; stages complete on the core's
 * event loop, which must not be blocked.
 *
 * @since 0.1
 */
public interface Numbers {

	/**
	 * Read a number as it is after everything that was acknowledged before this call.
	 * @param name its name
	 * @param timeout how long to try
	 * @return completes with the value, 0 if nobody has changed it; exceptionally with
	 * {@link io.distsys.consensus.NoQuorumException}
	 */
	CompletionStage<Long> read(String name, Duration timeout);

	/**
	 * Change a number. The change is made once, or not at all.
	 * @param name its name
	 * @param change what to do with it
	 * @param mostNumbers how many numbers other than zero there may be, this one included
	 * @param timeout how long to try
	 * @return completes with the value before and after; exceptionally with
	 * {@link io.distsys.consensus.NoQuorumException} if the change was certainly not
	 * made, also at once if 2,000 requests of this node to the group are under way
	 * already, with {@link io.distsys.consensus.OutcomeUnknownException} if it may have
	 * been or may still be, with {@link TooManyNumbersException} if there is no room for
	 * another number
	 */
	CompletionStage<Changed> change(String name, Change change, int mostNumbers, Duration timeout);

	/** What to do with a number; it overflows like a {@code long}. */
	sealed interface Change {

		/**
		 * Give it a value.
		 *
		 * @param value the value
		 */
		record Set(long value) implements Change {

		}

		/**
		 * Add to it.
		 *
		 * @param delta what to add, may be negative
		 */
		record Add(long delta) implements Change {

		}

		/**
		 * Give it a value if it has another one.
		 *
		 * @param expected the value that it must have
		 * @param value the new value
		 */
		record CompareAndSet(long expected, long value) implements Change {

		}

	}

	/**
	 * A change that was made.
	 *
	 * @param before the value before
	 * @param after the value after
	 */
	record Changed(long before, long after) {

	}

}
