package io.distsys.autoconfigure.worker;

import java.time.Duration;

import io.distsys.spring.InvalidPropertyException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Workers.
 *
 * @param callTimeout how long a call to a worker may take if its caller says nothing else
 * @param callerRuns whether a thread that waits for an idle worker of its own node, and
 * is in no transaction, may run a short call itself
 * @param drainTimeout how long a slot that moves waits for the calls that it has
 * @param handOverTimeout how long one attempt to send the state of a slot may take
 * @param recoveryTimeout how long the next owner of a slot waits for nodes that may have
 * newer states of its workers, before it gives the slot back
 * @param threads most threads that run workers where virtual threads are not used
 */
@ConfigurationProperties("distsys.worker")
record WorkerProperties(@DefaultValue("5s") Duration callTimeout, @DefaultValue("true") boolean callerRuns,
		@DefaultValue("10s") Duration drainTimeout, @DefaultValue("10s") Duration handOverTimeout,
		@DefaultValue("10s") Duration recoveryTimeout, @DefaultValue("64") int threads) {

	WorkerProperties {
		if (threads < 1) {
			throw new InvalidPropertyException("distsys.worker.threads",
					"distsys.worker.threads must be at least 1, not " + threads,
					"Set distsys.worker.threads to a positive number.");
		}
	}

}
