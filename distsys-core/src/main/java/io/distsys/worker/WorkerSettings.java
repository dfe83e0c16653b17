package io.distsys.worker;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Settings of the workers of one node.
 *
 * @param callTimeout how long a call may take if its caller says nothing else
 * @param drainTimeout how long a slot that moves waits for the calls that it has
 * @param handOverTimeout how long one attempt to send a slot's state may take
 * @param recoveryTimeout how long the next owner of a slot waits for nodes that may have
 * newer states of its workers, before it gives the slot back
 * @param callerRuns asked on a thread that waits for a worker of its own node: whether it
 * may run a short call itself
 * @since 0.1
 */
public record WorkerSettings(Duration callTimeout, Duration drainTimeout, Duration handOverTimeout,
		Duration recoveryTimeout, BooleanSupplier callerRuns) {

	public WorkerSettings {
		requirePositive("callTimeout", callTimeout);
		requirePositive("drainTimeout", drainTimeout);
		requirePositive("handOverTimeout", handOverTimeout);
		requirePositive("recoveryTimeout", recoveryTimeout);
	}

	/**
	 * Settings with which callers may run short calls of workers of their own node.
	 * @param callTimeout how long a call may take if its caller says nothing else
	 * @param drainTimeout how long a slot that moves waits for the calls that it has
	 * @param handOverTimeout how long one attempt to send a slot's state may take
	 * @param recoveryTimeout how long the next owner of a slot waits for nodes that may
	 * have newer states
	 */
	public WorkerSettings(Duration callTimeout, Duration drainTimeout, Duration handOverTimeout,
			Duration recoveryTimeout) {
		this(callTimeout, drainTimeout, handOverTimeout, recoveryTimeout, () -> true);
	}

	/**
	 * The defaults.
	 * @return calls 5 s, drain 10 s, hand-over 10 s, recovery 10 s; callers may run calls
	 */
	public static WorkerSettings ofDefaults() {
		return new WorkerSettings(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(10),
				Duration.ofSeconds(10));
	}

	/**
	 * The same with another say on who runs calls.
	 * @param other asked on the thread of each caller
	 * @return a copy
	 */
	public WorkerSettings withCallerRuns(BooleanSupplier other) {
		return new WorkerSettings(this.callTimeout, this.drainTimeout, this.handOverTimeout, this.recoveryTimeout,
				other);
	}

	private static void requirePositive(String name, Duration value) {
		if (value.isNegative() || value.isZero()) {
			throw new IllegalArgumentException(name + " must be positive, not " + value);
		}
	}

}
