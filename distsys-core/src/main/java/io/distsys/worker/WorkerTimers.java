package io.distsys.worker;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.MessageObserver.Kind;
import io.distsys.messaging.MessageObserver.Operation;
import io.distsys.messaging.MessageObserver.Sending;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;

/** The timers and own messages of one instance of a worker; they end with it. */
final class WorkerTimers {

	private final WorkerCell cell;

	private final Hosting hosting;

	private final WorkerTypeDefinition type;

	private final WorkerCounters counters;

	/** Most workers have none. */
	private Set<Timer> pending = Set.of();

	private final boolean observes;

	private volatile boolean closed;

	private volatile boolean stopAsked;

	WorkerTimers(WorkerCell cell, SlotTenure tenure, Hosting hosting) {
		this.cell = cell;
		this.hosting = hosting;
		this.type = tenure.type().definition();
		this.counters = tenure.type().counters();
		this.observes = hosting.observer() != MessageObserver.none();
	}

	boolean execute(Runnable task) {
		return !this.closed
				&& (this.observes ? executeObserved(task) : this.cell.offerOwn(new SelfMessage(this, task), true));
	}

	/** To its observers it is a cast of the worker to itself. */
	private boolean executeObserved(Runnable task) {
		Operation operation = new Operation(Kind.WORKER_CAST, this.type.name(), "execute", this.cell.key());
		Sending sending = this.hosting.observer().send(operation);
		Runnable received = observed(operation, sending.context(), task);
		boolean taken = this.cell.offerOwn(new SelfMessage(this, received), true);
		sending.end(taken ? null : new RejectedExecutionException("Worker " + this.cell + " does not take it"));
		return taken;
	}

	private Runnable observed(Operation operation, Map<String, String> context, Runnable task) {
		return () -> this.hosting.observer().receive(operation, context, () -> {
			task.run();
			return true;
		});
	}

	Subscription start(Duration delay, Runnable task, boolean again) {
		if (delay.isNegative()) {
			throw new IllegalArgumentException("A timer of worker " + this.cell + " must not be set to " + delay);
		}
		if (again && delay.isZero()) {
			throw new IllegalArgumentException("The period of a timer of worker " + this.cell
					+ " must be positive: what is to run again at once goes to execute()");
		}
		Operation operation = new Operation(Kind.WORKER_TIMER, this.type.name(), again ? "every" : "after",
				this.cell.key());
		Timer timer = new Timer(delay, this.observes ? observed(operation, Map.of(), task) : task, again);
		synchronized (this) {
			if (this.closed) {
				return timer;
			}
			if (this.pending.size() >= this.type.limits().mailboxCapacity()) {
				throw new IllegalStateException("Worker " + this.cell + " has " + this.pending.size()
						+ " timers already: close those that are not needed");
			}
			if (this.pending.isEmpty()) {
				this.pending = new HashSet<>(4);
			}
			this.pending.add(timer);
		}
		timer.schedule();
		return timer;
	}

	boolean isClosed() {
		return this.closed;
	}

	/** Timers keep a worker awake. */
	synchronized boolean isIdle() {
		return this.pending.isEmpty();
	}

	void askToStop() {
		this.stopAsked = true;
		this.cell.offerOwn(new SelfMessage(this, () -> {
		}), false);
	}

	boolean isStopAsked() {
		return this.stopAsked && !this.closed;
	}

	/** A message of its own does not run. */
	void lost() {
		this.counters.dropped.increment();
	}

	void close() {
		Set<Timer> ended;
		synchronized (this) {
			this.closed = true;
			ended = this.pending;
			this.pending = Set.of();
		}
		ended.forEach(Timer::cancel);
	}

	private synchronized boolean remove(Timer timer) {
		return !this.pending.isEmpty() && this.pending.remove(timer);
	}

	private synchronized boolean isPending(Timer timer) {
		return this.pending.contains(timer);
	}

	private final class Timer implements Subscription {

		private final Duration delay;

		private final Runnable task;

		private final boolean again;

		private final AtomicBoolean cancelled = new AtomicBoolean();

		private volatile @Nullable Subscription scheduled;

		private Timer(Duration delay, Runnable task, boolean again) {
			this.delay = delay;
			this.task = task;
			this.again = again;
		}

		private void schedule() {
			Subscription next = WorkerTimers.this.hosting.loop().schedule(this.delay, this::ring);
			this.scheduled = next;
			if (this.cancelled.get()) {
				next.close();
			}
		}

		private void ring() {
			if (isPending(this)
					&& !WorkerTimers.this.cell.offerOwn(new SelfMessage(WorkerTimers.this, this::run), false)
					&& remove(this)) {
				lost();
			}
		}

		private void run() {
			if (this.cancelled.get()) {
				return;
			}
			if (!this.again) {
				remove(this);
			}
			this.task.run();
			if (this.again && isPending(this)) {
				schedule();
			}
		}

		private void cancel() {
			this.cancelled.set(true);
			Subscription next = this.scheduled;
			if (next != null) {
				next.close();
			}
		}

		@Override
		public void close() {
			remove(this);
			cancel();
		}

	}

}
