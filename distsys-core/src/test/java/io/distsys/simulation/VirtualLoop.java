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

	private final double rate;

	private final List<Runnable> held = new ArrayList<>();

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
	}

	@Override
	public void execute(Runnable task) {
		schedule(Duration.ZERO, task);
	}

	@Override
	public Subscription schedule(Duration delay, Runnable task) {
		boolean[] cancelled = new boolean[1];
		this.time.after((long) Math.ceil(delay.toNanos() / this.rate), () -> runUnless(cancelled, task));
		return () -> cancelled[0] = true;
	}

	private void runUnless(boolean[] cancelled, Runnable task) {
		if (this.crashed || cancelled[0]) {
			return;
		}
		if (this.paused) {
			this.held.add(() -> runUnless(cancelled, task));
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
		tasks.forEach((task) -> this.time.after(0, task));
	}

	/** Like SIGKILL. */
	public void crash() {
		this.crashed = true;
		this.held.clear();
	}

	public boolean isCrashed() {
		return this.crashed;
	}

	@Override
	public boolean inLoop() {
		return this.running;
	}

	@Override
	public MonotonicClock clock() {
		return () -> (long) (this.time.nanos() * this.rate);
	}

}
