package io.distsys.time;

/**
 * Time that only moves forward, and never by an operator's hand. All decisions are made
 * by such clocks; wall-clock time is for people.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface MonotonicClock {

	/**
	 * Nanoseconds since an arbitrary origin. Two readings are compared by the sign of
	 * their difference.
	 * @return the time in nanoseconds
	 */
	long nanos();

	/**
	 * The clock of this process.
	 * @return a clock over {@link System#nanoTime()}
	 */
	static MonotonicClock system() {
		return System::nanoTime;
	}

}
