package io.distsys.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.distsys.time.EventLoop;
import io.distsys.time.MonotonicClock;
import io.distsys.time.Subscription;

/**
 * The event loop of one simulated process. It can be paused (tasks wait, its clock goes
 * on), crash (tasks are dropped for ever), and its clock can run faster or slower than
 * true time.
 */
public final class VirtualLoop implements EventLoop {

	private final VirtualTime time;

	private final MonotonicClock clock = this::nanos;

	private final List<Runnable> held = new ArrayList<>();

	private double rate;

	private long rateSince;

	private long clockThen;

	private boolean paused;

	private boolean crashed;

	private boolean running;

	public VirtualLoop(VirtualTime time) {
		this(time, 1.0);
	}

	/**
	 * @param rate seconds that the clock of this process counts in a second of true time
	 */
	public VirtualLoop(VirtualTime time, double rate) {
		this.time = time;
		this.rate = rate;
		this.clockThen = (long) (time.nanos() * rate);
		this.rateSince = time.nanos();
	}

	/** Let the clock run faster or slower from now on. */
	public void rate(double newRate) {
		this.clockThen = nanos();
		this.rateSince = this.time.nanos();
		this.rate = newRate;
	}

	private long nanos() {
		return this.clockThen + (long) ((this.time.nanos() - this.rateSince) * this.rate);
	}

	@Override
	public void execute(Runnable task) {
		this.time.after(0, () -> runOrHold(task));
	}

	@Override
	public Subscription schedule(Duration delay, Runnable task) {
		Task one = new Task(task);
		Subscription timer = this.time.after((long) Math.ceil(delay.toNanos() / this.rate), () -> runOrHold(one));
		return () -> {
			one.cancelled = true;
			timer.close();
		};
	}

	private void runOrHold(Runnable task) {
		if (this.crashed) {
			return;
		}
		if (this.paused) {
			this.held.add(task);
			return;
		}
		boolean outer = this.running;
		this.running = true;
		try {
			task.run();
		}
		finally {
			this.running = outer;
		}
	}

	/** Like SIGSTOP. */
	public void pause() {
		this.paused = true;
	}

	/** Like SIGCONT: what waited runs now, in order. */
	public void resume() {
		this.paused = false;
		List<Runnable> tasks = List.copyOf(this.held);
		this.held.clear();
		tasks.forEach(this::execute);
	}

	/** Like SIGKILL. */
	public void crash() {
		this.crashed = true;
		this.held.clear();
	}

	public boolean isCrashed() {
		return this.crashed;
	}

	public boolean isPaused() {
		return this.paused;
	}

	@Override
	public boolean inLoop() {
		return this.running;
	}

	@Override
	public MonotonicClock clock() {
		return this.clock;
	}

	private static final class Task implements Runnable {

		private final Runnable task;

		private boolean cancelled;

		private Task(Runnable task) {
			this.task = task;
		}

		@Override
		public void run() {
			if (!this.cancelled) {
				this.task.run();
			}
		}

	}

}
