package io.distsys.time;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * A thread that runs one task after another, in the order in which they came, and knows
 * the time. A protocol that lives on one loop needs no locks, and runs unchanged in a
 * simulation in which many loops share one thread and virtual time.
 * <p>
 * Tasks must not block. What a task throws is logged; the loop goes on.
 *
 * @since 0.1
 */
public interface EventLoop extends Executor {

	/**
	 * Run a task after all tasks submitted before it. Never runs it inline.
	 * @param task the task
	 */
	@Override
	void execute(Runnable task);

	/**
	 * Run a task once, later.
	 * @param delay how much later
	 * @param task the task
	 * @return prevents the run when closed before it
	 */
	Subscription schedule(Duration delay, Runnable task);

	/**
	 * Run a task again and again, with a pause between the end of one run and the next.
	 * @param period the pause, also before the first run
	 * @param task the task
	 * @return ends the repetition when closed
	 */
	default Subscription repeat(Duration period, Runnable task) {
		return Repetition.start(this, period, task);
	}

	/**
	 * Whether the caller is a task of this loop.
	 * @return {@code true} on the loop
	 */
	boolean inLoop();

	/**
	 * What tells a caller that it must not be blocked: the thread of this loop never may.
	 * @param others whether the calling thread is another one of which this holds
	 * @return tells it of the calling thread, from any thread
	 */
	default BooleanSupplier mustNotBlock(BooleanSupplier others) {
		return () -> inLoop() || others.getAsBoolean();
	}

	/**
	 * The clock by which this loop schedules.
	 * @return the clock
	 */
	MonotonicClock clock();

}
