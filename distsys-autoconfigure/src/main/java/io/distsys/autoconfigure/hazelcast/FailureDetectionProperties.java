package io.distsys.autoconfigure.hazelcast;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the loss of a silent node is noticed. A process that has died is noticed at once.
 *
 * @param heartbeatInterval how often nodes tell each other that they live; whole seconds
 * @param timeout after how long without a heartbeat a node is taken for lost; whole
 * seconds, 2 or more, and below 5 with false alarms
 */
@ConfigurationProperties("distsys.failure-detection")
record FailureDetectionProperties(@DefaultValue("1s") Duration heartbeatInterval,
		@DefaultValue("5s") Duration timeout) {

}
