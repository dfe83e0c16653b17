package io.distsys.rpc;

import java.time.Duration;

/**
 * Times and bounds of remote services.
 *
 * @param callTimeout how long a call may take, retries included
 * @param maxCalls how many calls of one service wait for a thread or run on a node at
 * once; one that returned a stage runs until that ends or its caller's time is up
 * @since 0.1
 */
public record ServiceSettings(Duration callTimeout, int maxCalls) {

	public ServiceSettings {
		if (callTimeout.isNegative() || callTimeout.isZero()) {
			throw new IllegalArgumentException("callTimeout must be positive, not " + callTimeout);
		}
		if (maxCalls < 1) {
			throw new IllegalArgumentException("maxCalls must be positive, not " + maxCalls);
		}
	}

	/**
	 * The defaults.
	 * @return 10 s, 1,000 calls
	 */
	public static ServiceSettings ofDefaults() {
		return new ServiceSettings(Duration.ofSeconds(10), 1000);
	}

}
