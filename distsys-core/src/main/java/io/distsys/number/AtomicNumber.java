package io.distsys.number;

import java.util.concurrent.CompletionStage;

/**
 * A number that all nodes read and change as if it stood in one place (linearizable):
 * each operation takes effect at one instant between call and return, for everybody. It
 * overflows like a {@code long}. It belongs to no node and survives each of them while a
 * majority lives.
 * <p>
 * <b>Outcomes.</b> An operation that returns was applied exactly once. One that throws
 * {@link io.distsys.consensus.NoQuorumException} was not applied and never will be; it is
 * thrown at once when the group has had no leader for about three election timeouts. One
 * that throws {@link io.distsys.consensus.OutcomeUnknownException} was applied once or
 * not at all, or still may be: to repeat it blindly may apply it twice. {@link #set} and
 * a {@link #compareAndSet} whose expected value does not come back may be repeated; after
 * {@link #addAndGet} only a number that the caller alone changes tells, by {@link #get},
 * what became of it. Reading has an unknown outcome only for a caller who is interrupted.
 * <p>
 * The plain methods block for a round trip to the majority, at most for the timeout that
 * is configured; they throw {@link IllegalStateException} on a thread that must not be
 * blocked. The asynchronous ones never block and complete on a thread for user code, with
 * the same results and failures. An interruption of a blocked caller leaves the outcome
 * unknown. A change that would make one number more than there may be throws
 * {@link io.distsys.ownership.TooManyNumbersException} and changes nothing; a number that
 * is 0 does not count.
 *
 * @since 0.1
 */
public interface AtomicNumber {

	/**
	 * The name.
	 * @return the name
	 */
	String name();

	/**
	 * Read it.
	 * @return the value, not older than the last change that was acknowledged before
	 */
	long get();

	/**
	 * Give it a value.
	 * @param value the value
	 */
	void set(long value);

	/**
	 * Give it a value.
	 * @param value the value
	 * @return the value before
	 */
	long getAndSet(long value);

	/**
	 * Add to it.
	 * @param delta what to add, may be negative
	 * @return the value after
	 */
	long addAndGet(long delta);

	/**
	 * Add one.
	 * @return the value after
	 */
	default long incrementAndGet() {
		return addAndGet(1);
	}

	/**
	 * Subtract one.
	 * @return the value after
	 */
	default long decrementAndGet() {
		return addAndGet(-1);
	}

	/**
	 * Give it a value if it has another one.
	 * @param expected the value that it must have
	 * @param value the new value
	 * @return whether it had the expected value, and now has the new one
	 */
	boolean compareAndSet(long expected, long value);

	/**
	 * Read it.
	 * @return completes like {@link #get}
	 */
	CompletionStage<Long> getAsync();

	/**
	 * Give it a value.
	 * @param value the value
	 * @return completes like {@link #set}
	 */
	CompletionStage<Void> setAsync(long value);

	/**
	 * Give it a value.
	 * @param value the value
	 * @return completes like {@link #getAndSet}
	 */
	CompletionStage<Long> getAndSetAsync(long value);

	/**
	 * Add to it.
	 * @param delta what to add
	 * @return completes like {@link #addAndGet}
	 */
	CompletionStage<Long> addAndGetAsync(long delta);

	/**
	 * Add one.
	 * @return completes like {@link #incrementAndGet}
	 */
	default CompletionStage<Long> incrementAndGetAsync() {
		return addAndGetAsync(1);
	}

	/**
	 * Subtract one.
	 * @return completes like {@link #decrementAndGet}
	 */
	default CompletionStage<Long> decrementAndGetAsync() {
		return addAndGetAsync(-1);
	}

	/**
	 * Give it a value if it has another one.
	 * @param expected the value that it must have
	 * @param value the new value
	 * @return completes like {@link #compareAndSet}
	 */
	CompletionStage<Boolean> compareAndSetAsync(long expected, long value);

}
