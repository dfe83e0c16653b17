package io.distsys.worker;

import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What is wanted of a worker beside its messages, until whoever runs it does it. Not
 * thread-safe.
 */
final class WorkerOrders {

	private List<Runnable> waiting = List.of();

	private @Nullable Crash reported;

	private boolean startWanted;

	private boolean sleepWanted;

	boolean isEmpty() {
		return this.waiting.isEmpty() && this.reported == null && !this.startWanted && !this.sleepWanted;
	}

	/** What a supervisor wants. */
	void add(Runnable order) {
		this.waiting = this.waiting.isEmpty() ? List.of(order)
				: Stream.concat(this.waiting.stream(), Stream.of(order)).toList();
	}

	/** Something of an instance has failed after it ran. */
	void report(Object instance, Throwable cause) {
		this.reported = new Crash(instance, cause);
	}

	/**
	 * It is to run without a call.
	 * @return {@code false} if that was wanted already
	 */
	boolean wantStart() {
		boolean first = !this.startWanted;
		this.startWanted = true;
		return first;
	}

	/** It is to be put aside unless messages come in between. */
	void wantSleep() {
		this.sleepWanted = true;
	}

	/**
	 * Take all of it.
	 * @param messages whether messages wait for the worker
	 */
	Taken take(boolean messages) {
		Taken taken = new Taken(this.waiting, this.reported, this.startWanted,
				this.sleepWanted && !this.startWanted && !messages);
		this.waiting = List.of();
		this.reported = null;
		this.startWanted = false;
		this.sleepWanted = false;
		return taken;
	}

	/**
	 * What is to be done now, in this order.
	 *
	 * @param crash what has failed, or {@literal null}
	 * @param orders of supervisors
	 * @param start whether it is to run
	 * @param sleep whether it is to be put aside
	 */
	record Taken(List<Runnable> orders, @Nullable Crash crash, boolean start, boolean sleep) {

	}

	/** An instance that has failed after it ran. */
	record Crash(Object instance, Throwable cause) {

	}

	/** What became of an order. */
	enum Given {

		/** It will be carried out. */
		GIVEN,

		/** It will not: the worker pauses, and does nothing. */
		PAUSING,

		/** It will not: there is no such worker any more. */
		GONE

	}

}
