package io.distsys.faults.check;

import org.jspecify.annotations.Nullable;

/**
 * What a shared object does if it is used by one caller after another.
 *
 * @param <S> its state; equal states behave equally
 * @param <I> what is asked of it
 * @param <O> what it answers
 */
interface ObjectModel<S, I, O> {

	/** The state in which it begins. */
	S initial();

	/**
	 * Take a step.
	 * @param state the state before
	 * @param input what is asked
	 * @param output what was answered, or {@literal null} if that is not known
	 * @return the state after, or {@literal null} if the object does not answer that
	 */
	@Nullable S step(S state, I input, @Nullable O output);

}
