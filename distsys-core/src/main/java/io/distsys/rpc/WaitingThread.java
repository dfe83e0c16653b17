package io.distsys.rpc;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.distsys.messaging.CallException;
import io.distsys.messaging.Outcome;
import io.distsys.time.MonotonicClock;

/**
 * Lets a thread that waits for calls do itself what remains to be done for them, as
 * gRPC's {@code ThreadlessExecutor} does: however many threads wait, none of them waits
 * for another thread of the pool that it belongs to. What comes when it no longer waits
 * goes to the executor for user code; what came before and is left over does so too, and
 * is done here if that takes no more. It holds a few steps of each call at most.
 */
final class WaitingThread implements Executor {

	/** A call ends by itself at its deadline; this is how late that may be. */
	private static final Duration SLACK = Duration.ofSeconds(1);

	/** Only has the thread look whether there is anything left to wait for. */
	private static final Runnable LOOK = () -> {
	};

	private final String what;

	private final Executor afterwards;

	private final MonotonicClock clock;

	private final BlockingQueue<Runnable> steps = new LinkedBlockingQueue<>();

	private boolean ended;

	/**
	 * @param what is waited for, for messages
	 * @throws IllegalStateException if the calling thread must not be blocked
	 */
	WaitingThread(CallSeams seams, String what) {
		if (seams.mustNotBlock().getAsBoolean()) {
			throw new IllegalStateException(what + " blocks, and the thread '" + Thread.currentThread().getName()
					+ "' must not be blocked: call it on another thread, or call it asynchronously");
		}
		this.what = what;
		this.afterwards = seams.userExecutor();
		this.clock = seams.clock();
	}

	@Override
	public void execute(Runnable step) {
		synchronized (this.steps) {
			if (!this.ended) {
				this.steps.add(step);
				return;
			}
		}
		this.afterwards.execute(step);
	}

	/**
	 * Wait until it is known what calls come to, or it should have been known, and work
	 * for them meanwhile.
	 * @throws CallException if the thread is interrupted
	 */
	void await(CompletableFuture<?> calls, Duration timeout) {
		long deadline = this.clock.nanos() + timeout.plus(SLACK).toNanos();
		calls.whenComplete((result, failure) -> this.steps.add(LOOK));
		try {
			while (!calls.isDone()) {
				Runnable step = this.steps.poll(deadline - this.clock.nanos(), TimeUnit.NANOSECONDS);
				if (step == null) {
					return;
				}
				step.run();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CallException(this.what + ": the caller was interrupted while it waited", Outcome.MAY_HAVE_RUN);
		}
		finally {
			end();
		}
	}

	private void end() {
		synchronized (this.steps) {
			this.ended = true;
		}
		for (Runnable step : this.steps) {
			if (step != LOOK) {
				handOn(step);
			}
		}
	}

	/** It may hold what others wait for: who does not take it does not end it. */
	private void handOn(Runnable step) {
		try {
			this.afterwards.execute(step);
		}
		catch (RejectedExecutionException ex) {
			step.run();
		}
	}

}
