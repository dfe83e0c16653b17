package io.distsys.hazelcast.guard;

import java.time.Duration;
import java.util.Map;

/**
 * What has come to the port of a member, since its start.
 *
 * @param passed connections that have passed
 * @param waiting connections that have not passed yet
 * @param refused connections that did not pass, by reason
 * @param evicted connections closed because there were too many that had not passed
 * @param meanTime how long those that passed took
 * @since 0.1
 */
public record HandshakeStatistics(long passed, int waiting, Map<Refusal, Long> refused, long evicted,
		Duration meanTime) {

	public HandshakeStatistics {
		refused = Map.copyOf(refused);
	}

}
