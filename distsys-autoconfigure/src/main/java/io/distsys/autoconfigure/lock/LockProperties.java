package io.distsys.autoconfigure.lock;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Locks of the cluster.
 *
 * @param timeout how long tryLock without a time looks for a majority, and unlock waits
 * for the release to be applied
 * @param maxWaiting how many requests of all nodes may wait for one lock, at most 100000
 */
@ConfigurationProperties("distsys.lock")
record LockProperties(@DefaultValue("10s") Duration timeout, @DefaultValue("1000") int maxWaiting) {

}
