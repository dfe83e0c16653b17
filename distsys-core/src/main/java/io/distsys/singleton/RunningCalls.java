package io.distsys.singleton;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * What runs under one grant: so that a hand-over can wait for it, and a loss can
 * interrupt it.
 */
final class RunningCalls {

	private final Set<Running> running = new HashSet<>();

	private final CompletableFuture<Void> drained = new CompletableFuture<>();

	private boolean closed;

	/**
	 * Begin a call on the calling thread.
	 * @param name what it is, for people
	 * @return the call, or empty if no more are taken. A thread that is inside a call
	 * already gets in all the same: the hand-over waits for the outer one anyway.
	 */
	synchronized Optional<Running> enter(String name) {
		return (this.closed && !isInside(Thread.currentThread())) ? Optional.empty() : Optional.of(begin(name));
	}

	/**
	 * Begin on the calling thread what a call of this grant has handed to it.
	 * @param name what it is, for people
	 * @return the call, or empty if nothing of this grant runs and no more is taken
	 */
	synchronized Optional<Running> join(String name) {
		return (this.closed && this.running.isEmpty()) ? Optional.empty() : Optional.of(begin(name));
	}

	private Running begin(String name) {
		Running call = new Running(name, Thread.currentThread());
		this.running.add(call);
		return call;
	}

	private boolean isInside(Thread thread) {
		return this.running.stream().anyMatch((call) -> call.thread == thread);
	}

	/**
	 * Take no more calls.
	 * @return completes when none runs
	 */
	CompletionStage<Void> close() {
		boolean empty;
		synchronized (this) {
			this.closed = true;
			empty = this.running.isEmpty();
		}
		if (empty) {
			this.drained.complete(null);
		}
		return this.drained;
	}

	/**
	 * Interrupt the threads of all calls.
	 * @return whether there is one; the others wait for something else and cannot be
	 * interrupted
	 */
	synchronized boolean interrupt() {
		boolean any = false;
		for (Running call : this.running) {
			if (call.thread != null) {
				call.interrupted = true;
				call.thread.interrupt();
				any = true;
			}
		}
		return any;
	}

	/**
	 * Wait no longer for those that still run.
	 * @return their names
	 */
	List<String> abandon() {
		List<String> names;
		synchronized (this) {
			names = this.running.stream().map((call) -> call.name).sorted().toList();
			this.running.clear();
		}
		this.drained.complete(null);
		return names;
	}

	synchronized int count() {
		return this.running.size();
	}

	/** One call. */
	final class Running {

		private final String name;

		private @Nullable Thread thread;

		private boolean interrupted;

		private Running(String name, Thread thread) {
			this.name = name;
			this.thread = thread;
		}

		/**
		 * The thread is done, the call is not: it goes on until {@link #end()}. Called on
		 * the thread.
		 */
		void leaveThread() {
			synchronized (RunningCalls.this) {
				this.thread = null;
				if (this.interrupted && !isInside(Thread.currentThread())) {
					// The interrupt was meant for this call, not for what the thread does
					// next.
					Thread.interrupted();
				}
			}
		}

		void end() {
			boolean last;
			synchronized (RunningCalls.this) {
				RunningCalls.this.running.remove(this);
				last = RunningCalls.this.closed && RunningCalls.this.running.isEmpty();
			}
			if (last) {
				RunningCalls.this.drained.complete(null);
			}
		}

	}

}
