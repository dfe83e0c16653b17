package io.distsys.autoconfigure.singleton;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Cluster singletons.
 *
 * @param callTimeout how long a call to a singleton may take, routing included
 * @param drainTimeout how long a hand-over waits for the calls in flight before it
 * interrupts them
 */
@ConfigurationProperties("distsys.singleton")
record SingletonProperties(@DefaultValue("10s") Duration callTimeout, @DefaultValue("5s") Duration drainTimeout) {

}
