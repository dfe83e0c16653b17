package io.distsys.worker;

import java.time.Duration;

/**
 * Settings of the workers of one node.
 *
 * @param callTimeout how long a call may take if its caller says nothing else
 * @param drainTimeout how long a slot that moves waits for the calls that it has
 * @param handOverTimeout how long one attempt to send a slot's state may take
 * @param recoveryTimeout how long the next owner of a slot waits for nodes that may have
 * newer states of its workers, before it gives the slot back
 * @since 0.1
 */
public record WorkerSettings(Duration callTimeout, Duration drainTimeout, Duration handOverTimeout,
		Duration recoveryTimeout) {

	public WorkerSettings {
		requirePositive("callTimeout", callTimeout);
		requirePositive("drainTimeout", drainTimeout);
		requirePositive("handOverTimeout", handOverTimeout);
		requirePositive("recoveryTimeout", recoveryTimeout);
	}

	/**
	 * The defaults.
	 * @return calls 5 s, drain 10 s, hand-over 10 s, recovery 10 s
	 */
	public static WorkerSettings ofDefaults() {
		return new WorkerSettings(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(10),
				Duration.ofSeconds(10));
	}

	private static void requirePositive(String name, Duration value) {
		if (value.isNegative() || value.isZero()) {
			throw new IllegalArgumentException(name + " must be positive, not " + value);
		}
	}

}
