package io.distsys.faults.check;

import org.jspecify.annotations.Nullable;

/**
 * An operation on a shared object, as its caller saw it.
 *
 * @param <I> what is asked
 * @param <O> what is answered
 * @param invoked the clock before it was begun
 * @param returned the clock after it was answered, or {@link #PENDING}
 * @param input what was asked
 * @param output what was answered, or {@literal null} if it was not: then it may have
 * taken effect at any time since it was begun, and may still, or never
 * @param caller who asked, for people
 */
public record Operation<I, O>(long invoked, long returned, I input, @Nullable O output, String caller) {

	/** Later than every answer. */
	public static final long PENDING = Long.MAX_VALUE;

	boolean isPending() {
		return this.returned == PENDING;
	}

}
