package io.distsys.singleton;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

import io.distsys.ownership.Fence;
import org.jspecify.annotations.Nullable;

/**
 * What runs under one grant: so that a hand-over can wait for it, and a loss can
 * interrupt it.
 * <p>
 * A thread that calls gets a seat, which it keeps while the grant lasts and it lives. The
 * outermost of its calls allocates nothing then, touches nothing that another thread
 * writes, and costs two writes of its seat's state, which no lock guards. Whatever has no
 * seat (a call inside of a call, two threads of one seat, a call that goes on when its
 * thread is done with it) costs an object and two atomic operations on a place of its own
 * in a table. What is to be interrupted or has no free place is kept in a set under the
 * lock; a call that does not find itself in its place any more looks there.
 * <p>
 * A call that comes says so <em>before</em> it looks whether the calls are closed, and
 * who closes them says so <em>before</em> looking for calls. All four are volatile
 * accesses, and of these the memory model knows one order that all threads agree on: in
 * it either the call's look comes after the closing, and the call turns back, or the
 * call's word comes before the closing and so before the look for calls, which finds it.
 * A weaker write of the call (a release) could be seen after its look, and both would
 * miss each other. When a call goes the same holds of its last word and its look whether
 * somebody waits for the end.
 * <p>
 * It is long because what a call does to its seat or its place, and what is done to it
 * under the lock, are right only together.
 */
final class RunningCalls {

	private static final int PLACE_BITS = 6;

	private static final int PLACES = 1 << PLACE_BITS;

	/** Places are this far apart, so that two processors do not share a cache line. */
	private static final int STRIDE = 16;

	/** So many places are tried. */
	private static final int TRIES = 4;

	private static final int FREE = 0;

	private static final int TAKEN = 1;

	private static final int UNDER_THE_LOCK = 2;

	private final String singleton;

	private final Fence fence;

	private final AtomicReferenceArray<@Nullable Lasting> places = new AtomicReferenceArray<>(PLACES * STRIDE);

	/** Made when they are first needed, and then kept. */
	private final AtomicReferenceArray<@Nullable Seat> seats = new AtomicReferenceArray<>(PLACES);

	/**
	 * What becomes of each seat: its thread takes it, and frees it; anyone who has the
	 * lock may put it under the lock in between.
	 */
	private final AtomicIntegerArray seatStates = new AtomicIntegerArray(PLACES * STRIDE);

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
	 * Begin a call that ends on the calling thread.
	 * @param name what it is, for people
	 * @return the call, or {@literal null} if no more are taken. A thread that is inside
	 * a call or a callback already gets in all the same: the hand-over waits for the
	 * outer one anyway.
	 */
	@Nullable Running enter(String name) {
		@Nullable Object[] here = ActingThread.here();
		Thread thread = Thread.currentThread();
		Seat seat = seatOf(thread);
		return (seat != null && seat.take(name)) ? begun(seat, here, false) : begun(place(name, thread), here, false);
	}

	/**
	 * Begin a call on the calling thread that may go on when the thread is done with it.
	 * @param name what it is, for people
	 * @return as of {@link #enter}
	 */
	@Nullable Lasting begin(String name) {
		@Nullable Object[] here = ActingThread.here();
		return begun(place(name, Thread.currentThread()), here, false);
	}

	/**
	 * Begin on the calling thread what a call of this grant has handed to it.
	 * @param name what it is, for people
	 * @return the call, or {@literal null} if nothing of this grant runs and no more is
	 * taken
	 */
	@Nullable Lasting join(String name) {
		@Nullable Object[] here = ActingThread.here();
		return begun(place(name, Thread.currentThread()), here, true);
	}

	/**
	 * What it needs of the stack is less than the call's place did: where that has ended
	 * nothing is left behind.
	 * @param here looked up before the place was taken
	 */
	private <R extends Running> @Nullable R begun(R call, @Nullable Object[] here, boolean handedOn) {
		boolean begun = false;
		try {
			if (!this.closed || letsIn(handedOn)) {
				call.push(here);
				begun = true;
			}
		}
		finally {
			if (!begun) {
				call.turnBack();
			}
		}
		return begun ? call : null;
	}

	private boolean letsIn(boolean handedOn) {
		return isCallback() || (!hasEnded() && (handedOn || isInside()));
	}

	private static int spread(Thread thread) {
		return (int) ((thread.getId() * 0x9E3779B97F4A7C15L) >>> (Long.SIZE - PLACE_BITS));
	}

	/** None if it is that of another thread. */
	private @Nullable Seat seatOf(Thread thread) {
		int index = spread(thread);
		Seat seat = this.seats.get(index);
		if (seat != null) {
			return seat.isOf(thread) ? seat : null;
		}
		Seat first = new Seat(thread, index * STRIDE);
		return this.seats.compareAndSet(index, null, first) ? first : null;
	}

	private Lasting place(String name, Thread thread) {
		Lasting call = new Lasting(name, thread);
		int first = spread(thread);
		for (int i = 0; i < TRIES; i++) {
			call.place = ((first + i) & (PLACES - 1)) * STRIDE;
			if (this.places.compareAndSet(call.place, null, call)) {
				return call;
			}
		}
		synchronized (this) {
			this.others.add(call);
		}
		return call;
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
		return isActing(ActingThread.innermost(), inCallback);
	}

	private boolean isActing(ActingThread.@Nullable Frame innermost, boolean inCallback) {
		for (ActingThread.Frame frame = innermost; frame != null; frame = frame.outer()) {
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
		for (int place = 0; place < PLACES; place++) {
			Running call = this.places.get(place * STRIDE);
			if (call != null) {
				present.add(call);
			}
			Seat seat = this.seats.get(place);
			if (seat != null && seat.state() == TAKEN) {
				present.add(seat);
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
			Thread thread = call.isUnderTheLock() ? call.thread() : null;
			if (thread != null) {
				call.interrupted = true;
				thread.interrupt();
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

	/** What runs, for people. */
	List<String> names() {
		List<String> names = new ArrayList<>();
		synchronized (this) {
			present().forEach((call) -> names.add(call.name));
		}
		names.sort(null);
		return names;
	}

	/** One call. It ends with {@link #leave()}. */
	abstract class Running extends ActingThread.Frame implements LocalEntrance.Entered {

		private String name;

		/** Guarded by the lock. */
		private boolean interrupted;

		private Running(String name) {
			super(RunningCalls.this.singleton, RunningCalls.this.fence);
			this.name = name;
		}

		/** The thread that is in it, if one is. Called under the lock. */
		abstract @Nullable Thread thread();

		/** Take it out of its place for good, if it is still there. */
		abstract boolean leavePlace();

		/** Take it out of its place, if it is still there. Called under the lock. */
		abstract boolean changePlace();

		/** It has gone, and had changed its place. Called under the lock. */
		abstract void gone();

		/**
		 * Have it under the lock, if it is there or in its place. Called under the lock.
		 */
		private boolean isUnderTheLock() {
			return RunningCalls.this.others.contains(this) || (changePlace() && RunningCalls.this.others.add(this));
		}

		/** It has not begun. */
		final void turnBack() {
			if (!leavePlace()) {
				leaveOthers(ActingThread.innermost());
			}
			released();
		}

		@Override
		void release() {
			if (!leavePlace()) {
				leaveOthers(outer());
			}
		}

		/**
		 * Go from where those without a place are.
		 * @param around in what the thread is when it has gone
		 */
		private void leaveOthers(ActingThread.@Nullable Frame around) {
			synchronized (RunningCalls.this) {
				RunningCalls.this.others.remove(this);
				forgetInterrupt(around);
				gone();
			}
		}

		@Override
		final void released() {
			if (RunningCalls.this.closed) {
				lookForTheEnd();
			}
		}

		/**
		 * The interrupt was meant for this call, not for what the thread does next.
		 * @param around in what the thread was before it
		 */
		final void forgetInterrupt(ActingThread.@Nullable Frame around) {
			if (this.interrupted && !isActing(around, false)) {
				Thread.interrupted();
			}
			this.interrupted = false;
		}

	}

	/**
	 * Where the calls of one thread are, one after the other. It knows the thread weakly:
	 * one that is dead would keep its class loader, and what it had inherited, for as
	 * long as the grant lasts.
	 */
	private final class Seat extends Running {

		/** Changed under the lock. */
		private volatile WeakReference<Thread> owner;

		private final int index;

		private Seat(Thread owner, int index) {
			super("");
			this.owner = new WeakReference<>(owner);
			this.index = index;
		}

		/**
		 * A thread inherits the seat of one that is dead, which nobody writes any more.
		 * Not if that died in a call: then it is nobody's, so that whoever interrupts the
		 * call interrupts no heir.
		 */
		private boolean isOf(Thread thread) {
			return this.owner.refersTo(thread) || (isInherited() && inherits(thread));
		}

		private boolean isInherited() {
			Thread present = this.owner.get();
			return (present == null || !present.isAlive()) && state() == FREE;
		}

		private boolean inherits(Thread thread) {
			synchronized (RunningCalls.this) {
				if (!isInherited()) {
					return false;
				}
				this.owner = new WeakReference<>(thread);
				return true;
			}
		}

		/** Who is in a call is its owner until the call is over. */
		@Override
		@Nullable Thread thread() {
			return this.owner.get();
		}

		private int state() {
			return RunningCalls.this.seatStates.get(this.index);
		}

		/**
		 * Called by the owner, who alone ends that it is free; what does not change is
		 * not written.
		 */
		@SuppressWarnings({ "ReferenceEquality", "StringEquality" })
		private boolean take(String call) {
			if (state() != FREE) {
				return false;
			}
			if (super.name != call) {
				super.name = call;
			}
			RunningCalls.this.seatStates.set(this.index, TAKEN);
			return true;
		}

		@Override
		boolean leavePlace() {
			return RunningCalls.this.seatStates.compareAndSet(this.index, TAKEN, FREE);
		}

		@Override
		boolean changePlace() {
			return RunningCalls.this.seatStates.compareAndSet(this.index, TAKEN, UNDER_THE_LOCK);
		}

		@Override
		void gone() {
			RunningCalls.this.seatStates.set(this.index, FREE);
		}

	}

	/**
	 * A call that may be longer than its thread is in it: it ends with {@link #leave()},
	 * or with the two others in any order.
	 */
	final class Lasting extends Running {

		private int place;

		/** Without its thread, which alone looks at this. */
		private boolean goesOn;

		/** Changed under the lock. */
		private @Nullable Thread thread;

		private Lasting(String name, Thread thread) {
			super(name);
			this.thread = thread;
		}

		@Override
		@Nullable Thread thread() {
			return this.thread;
		}

		@Override
		boolean leavePlace() {
			return RunningCalls.this.places.compareAndSet(this.place, this, null);
		}

		@Override
		boolean changePlace() {
			return leavePlace();
		}

		@Override
		void gone() {
			this.thread = null;
		}

		/**
		 * The thread is done, the call is not: it goes on until {@link #end()}. Called on
		 * the thread.
		 */
		void leaveThread() {
			this.goesOn = true;
			leave();
		}

		@Override
		void release() {
			if (!this.goesOn) {
				super.release();
				return;
			}
			synchronized (RunningCalls.this) {
				if (leavePlace()) {
					RunningCalls.this.others.add(this);
				}
				this.thread = null;
				forgetInterrupt(outer());
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
