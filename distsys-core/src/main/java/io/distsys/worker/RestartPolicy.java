package io.distsys.worker;

import java.time.Duration;

/**
 * What becomes of a worker that crashes: it is made anew after a pause that doubles with
 * each crash of the window, and given up when the budget of the window is spent. That a
 * worker ends itself counts in the same way if its type is {@link Restart#PERMANENT}.
 *
 * @param maxRestarts how many restarts a window allows; 0 for none
 * @param window the sliding window; a worker that was given up starts again with the
 * first message after it
 * @param minBackoff the pause before the first restart
 * @param maxBackoff the longest pause
 * @param jitter how much shorter, at random, a pause may be, as a fraction of it
 * @since 0.1
 */
public record RestartPolicy(int maxRestarts, Duration window, Duration minBackoff, Duration maxBackoff, double jitter) {

	public RestartPolicy {
		if (maxRestarts < 0) {
			throw new IllegalArgumentException("maxRestarts must not be negative: " + maxRestarts);
		}
		if (window.isNegative() || window.isZero()) {
			throw new IllegalArgumentException("window must be positive, not " + window);
		}
		if (minBackoff.isNegative() || maxBackoff.compareTo(minBackoff) < 0) {
			throw new IllegalArgumentException(
					"0 <= minBackoff <= maxBackoff does not hold: " + minBackoff + ", " + maxBackoff);
		}
		if (!(jitter >= 0 && jitter <= 1)) {
			throw new IllegalArgumentException("jitter must be in [0, 1], not " + jitter);
		}
	}

	/**
	 * The defaults.
	 * @return five restarts in a minute, pauses from 100 ms to 5 s, jitter 20 %
	 */
	public static RestartPolicy ofDefaults() {
		return new RestartPolicy(5, Duration.ofMinutes(1), Duration.ofMillis(100), Duration.ofSeconds(5), 0.2);
	}

	static RestartPolicy of(Restarts restarts) {
		return new RestartPolicy(restarts.max(), Duration.ofMillis(restarts.window()),
				Duration.ofMillis(restarts.minBackoff()), Duration.ofMillis(restarts.maxBackoff()), restarts.jitter());
	}

	/**
	 * The pause before a restart.
	 * @param restart which restart of the window, from 1
	 * @param luck a random number in [0, 1)
	 * @return the pause
	 */
	public Duration backoff(int restart, double luck) {
		double doubled = this.minBackoff.toNanos() * Math.pow(2, Math.max(0, restart - 1));
		double bounded = Math.min(doubled, this.maxBackoff.toNanos());
		return Duration.ofNanos((long) (bounded * (1 - this.jitter * luck)));
	}

}
