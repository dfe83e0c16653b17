package io.distsys.singleton;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReferenceArray;

import io.distsys.ownership.Fence;
import org.jspecify.annotations.Nullable;

/**
 * What runs under one grant: so that a hand-over can wait for it, and a loss can
 * interrupt it.
 * <p>
 * A call costs two atomic operations on a place of its own in a table, one when it comes
 * and one when it goes, and no lock. A call that comes takes its place <em>before</em> it
 * looks whether the calls are closed, and who closes them says so <em>before</em> looking
 * for places that are taken: so one of the two sees the other. Whatever is not that
 * simple (no free place, a thread that is to be interrupted, a call whose thread is done
 * before it) is kept in a set under the lock; a call that does not find itself in its
 * place any more looks there.
 */
final class RunningCalls {

	private static final int PLACE_BITS = 6;

	private static final int PLACES = 1 << PLACE_BITS;

	/** Places are this far apart, so that two processors do not share a cache line. */
	private static final int STRIDE = 16;

	/** So many places are tried. */
	private static final int TRIES = 4;

	private final String singleton;

	private final Fence fence;

	private final AtomicReferenceArray<@Nullable Running> places = new AtomicReferenceArray<>(PLACES * STRIDE);

	/** Guarded by this. */
	private final Set<Running> others = new HashSet<>();

	private final CompletableFuture<Void> drained = new CompletableFuture<>();

	private volatile boolean closed;

	/** Nothing runs, and nothing may begin. Guarded by this. */
	private boolean ended;

	/**
	 * @param singleton what runs is of this singleton
	 * @param fence of the grant under which it runs
	 */
	RunningCalls(String singleton, Fence fence) {
		this.singleton = singleton;
		this.fence = fence;
	}

	/**
	 * Begin a call on the calling thread.
	 * @param name what it is, for people
	 * @return the call, or {@literal null} if no more are taken. A thread that is inside
	 * a call or a callback already gets in all the same: the hand-over waits for the
	 * outer one anyway.
	 */
	@Nullable Running enter(String name) {
		return begin(new Running(name, Thread.currentThread()), false);
	}

	/**
	 * Begin on the calling thread what a call of this grant has handed to it.
	 * @param name what it is, for people
	 * @return the call, or {@literal null} if nothing of this grant runs and no more is
	 * taken
	 */
	@Nullable Running join(String name) {
		return begin(new Running(name, Thread.currentThread()), true);
	}

	private @Nullable Running begin(Running call, boolean handedOn) {
		takePlace(call);
		if (this.closed && !isCallback() && (hasEnded() || !(handedOn || isInside()))) {
			call.remove();
			return null;
		}
		call.push();
		return call;
	}

	private void takePlace(Running call) {
		int first = (int) ((call.threadId * 0x9E3779B97F4A7C15L) >>> (Long.SIZE - PLACE_BITS));
		for (int i = 0; i < TRIES; i++) {
			call.place = ((first + i) & (PLACES - 1)) * STRIDE;
			if (this.places.compareAndSet(call.place, null, call)) {
				return;
			}
		}
		synchronized (this) {
			this.others.add(call);
		}
	}

	private synchronized boolean hasEnded() {
		return this.ended;
	}

	/** Whether the calling thread acts under this grant, in a call or a callback. */
	boolean isInside() {
		return isActing(false);
	}

	/** Whether it does in a callback: its end is waited for after all calls. */
	private boolean isCallback() {
		return isActing(true);
	}

	private boolean isActing(boolean inCallback) {
		for (ActingThread.Frame frame = ActingThread.innermost(); frame != null; frame = frame.outer()) {
			if (frame.fence() == this.fence && !(inCallback && frame instanceof Running)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Take no more calls.
	 * @return completes when none runs
	 */
	CompletionStage<Void> close() {
		this.closed = true;
		lookForTheEnd();
		return this.drained;
	}

	private void lookForTheEnd() {
		synchronized (this) {
			this.ended |= present().isEmpty();
			if (!this.ended) {
				return;
			}
		}
		this.drained.complete(null);
	}

	/** Called under the lock, which keeps a call from moving while it is looked for. */
	private List<Running> present() {
		List<Running> present = new ArrayList<>(this.others);
		for (int place = 0; place < this.places.length(); place += STRIDE) {
			Running call = this.places.get(place);
			if (call != null) {
				present.add(call);
			}
		}
		return present;
	}

	/**
	 * Interrupt the threads of all calls.
	 * @return whether there is one; the others wait for something else and cannot be
	 * interrupted
	 */
	synchronized boolean interrupt() {
		boolean any = false;
		for (Running call : present()) {
			// It cannot go before the lock is free: so its thread is still its own.
			if (call.isUnderTheLock() && call.thread != null) {
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
		List<String> names = new ArrayList<>();
		synchronized (this) {
			for (Running call : present()) {
				if (call.isUnderTheLock()) {
					names.add(call.name);
				}
			}
			this.others.clear();
			this.ended = true;
		}
		this.drained.complete(null);
		names.sort(null);
		return names;
	}

	synchronized int count() {
		return present().size();
	}

	/** One call. It ends with {@link #leave()}, or with the two others in any order. */
	final class Running extends ActingThread.Frame {

		private final String name;

		private final long threadId;

		private int place;

		/** Changed under the lock. */
		private @Nullable Thread thread;

		/** Guarded by the lock. */
		private boolean interrupted;

		private Running(String name, Thread thread) {
			super(RunningCalls.this.singleton, RunningCalls.this.fence);
			this.name = name;
			this.thread = thread;
			this.threadId = thread.getId();
		}

		private boolean leavePlace() {
			return RunningCalls.this.places.compareAndSet(this.place, this, null);
		}

		/** Take it out of its place, if it is still there. Called under the lock. */
		private boolean isUnderTheLock() {
			return RunningCalls.this.others.contains(this) || (leavePlace() && RunningCalls.this.others.add(this));
		}

		/** The call is over, and its thread is done with it. Called on the thread. */
		void leave() {
			pop();
			remove();
		}

		private void remove() {
			if (!leavePlace()) {
				synchronized (RunningCalls.this) {
					RunningCalls.this.others.remove(this);
					forgetThread();
				}
			}
			if (RunningCalls.this.closed) {
				lookForTheEnd();
			}
		}

		/**
		 * The thread is done, the call is not: it goes on until {@link #end()}. Called on
		 * the thread.
		 */
		void leaveThread() {
			pop();
			synchronized (RunningCalls.this) {
				if (leavePlace()) {
					RunningCalls.this.others.add(this);
				}
				forgetThread();
			}
		}

		private void forgetThread() {
			this.thread = null;
			if (this.interrupted && !isInside()) {
				// The interrupt was meant for this call, not for what the thread does
				// next.
				Thread.interrupted();
			}
		}

		/** The call is over. From any thread. */
		void end() {
			if (!leavePlace()) {
				synchronized (RunningCalls.this) {
					RunningCalls.this.others.remove(this);
				}
			}
			if (RunningCalls.this.closed) {
				lookForTheEnd();
			}
		}

	}

}
