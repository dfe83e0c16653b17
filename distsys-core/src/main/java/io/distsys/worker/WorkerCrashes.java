package io.distsys.worker;

import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of one worker that crashes: restarts within its budget, then it is given
 * up for a while. Used by whoever runs the worker.
 */
final class WorkerCrashes {

	private static final Logger logger = LoggerFactory.getLogger(WorkerCrashes.class);

	private final HostedType type;

	private final String key;

	private final Hosting hosting;

	private @Nullable RestartBudget budget;

	private @Nullable GivenUp givenUp;

	WorkerCrashes(HostedType type, String key, Hosting hosting) {
		this.type = type;
		this.key = key;
		this.hosting = hosting;
	}

	/**
	 * Count a crash, and tell of the restart if one follows without a call.
	 * @param escalates whether its group is asked before it is given up
	 * @return how long to wait before it may run again, or empty if the worker is given
	 * up
	 */
	Optional<Duration> crashed(Throwable cause, boolean escalates) {
		return count(RestartReason.CRASH, cause, escalates);
	}

	/**
	 * Count that it has ended itself and is to run all the same, and tell of the restart.
	 * @return how long to wait before it, or empty if the worker is given up
	 */
	Optional<Duration> ended() {
		return count(RestartReason.ENDED, new IllegalStateException("It has ended itself, and is to run"), false);
	}

	private Optional<Duration> count(RestartReason reason, Throwable cause, boolean escalates) {
		long now = this.hosting.now();
		RestartPolicy policy = this.type.definition().restartPolicy();
		RestartBudget crashes = (this.budget != null) ? this.budget : new RestartBudget(policy);
		this.budget = crashes;
		int restart = crashes.crashed(now);
		if (restart == 0 && escalates) {
			return Optional.empty();
		}
		if (restart == 0) {
			giveUp(crashes.opensAgain(now), cause);
			logger.warn("A worker crashed too often and is given up for a while type={} key={} restarts={} window={}",
					name(), this.key, policy.maxRestarts(), policy.window(), cause);
			this.hosting.publish(new WorkerEvent.WorkerGivenUp(name(), this.key, policy.maxRestarts(), cause));
			return Optional.empty();
		}
		Duration pause = policy.backoff(restart, this.hosting.random().nextDouble());
		if (this.type.definition().restart() == Restart.TEMPORARY) {
			logger.warn("A worker crashed and is made anew when it is called type={} key={} pause={} cause={}", name(),
					this.key, pause, cause.toString(), traced(restart, cause));
		}
		else {
			tellOfRestart(reason, restart, pause, cause);
		}
		return Optional.of(pause);
	}

	/**
	 * The first one of a window has its trace in the log: what they depend on may fail.
	 */
	private static @Nullable Throwable traced(int restart, Throwable cause) {
		return (restart == 1) ? cause : null;
	}

	private void tellOfRestart(RestartReason reason, int restart, Duration pause, Throwable cause) {
		boolean crashed = reason == RestartReason.CRASH;
		if (crashed) {
			logger.warn("A worker crashed and is made anew type={} key={} restart={} pause={} cause={}", name(),
					this.key, restart, pause, cause.toString(), traced(restart, cause));
		}
		else {
			logger.debug("A worker has ended itself and is made anew type={} key={} restart={} pause={}", name(),
					this.key, restart, pause);
		}
		this.type.counters().restarted(reason);
		this.hosting
			.publish(new WorkerEvent.WorkerRestarted(name(), this.key, restart, pause, reason, crashed ? cause : null));
	}

	private String name() {
		return this.type.definition().name();
	}

	/** It is given up, by itself or with its group. */
	void giveUp(long untilNanos, Throwable cause) {
		this.givenUp = new GivenUp(untilNanos, cause);
		this.type.counters().givenUp.increment();
	}

	/**
	 * Whether the worker is given up now.
	 * @return why, for its callers, or empty once its restart window is over
	 */
	Optional<String> whyGivenUp() {
		GivenUp failure = this.givenUp;
		if (failure == null) {
			return Optional.empty();
		}
		if (failure.untilNanos() - this.hosting.now() > 0) {
			return Optional.of("was given up, it or its group crashed too often, and starts again with the first call"
					+ " after its restart window. The last crash: " + failure.cause());
		}
		this.givenUp = null;
		return Optional.empty();
	}

	/** Whether nothing need be remembered of its crashes. */
	boolean isOver() {
		return whyGivenUp().isEmpty() && (this.budget == null || this.budget.isEmpty(this.hosting.now()));
	}

	private record GivenUp(long untilNanos, Throwable cause) {

	}

}
