package io.distsys.autoconfigure.ownership;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Times of the lease that holds all that a node owns.
 *
 * @param ttl how long a session lives without a renewal
 * @param renewalInterval how often it is renewed
 * @param drift how far two clocks may run apart, as a fraction of elapsed time
 * @param margin how much earlier than needed a fence closes
 * @param stopGrace how long before its fence closes an owner is told to stop
 * @param expireCrashedAtOnce whether not to wait for the lease of a node whose process is
 * gone by all evidence: its kernel has closed its connection and refuses a new one. A
 * firewall that refuses connections in another's place can make that wrong; then two
 * nodes may hold one resource until the first one's lease ends
 */
@ConfigurationProperties("distsys.lease")
record LeaseProperties(@DefaultValue("2s") Duration ttl, @DefaultValue("400ms") Duration renewalInterval,
		@DefaultValue("0.01") double drift, @DefaultValue("50ms") Duration margin,
		@DefaultValue("300ms") Duration stopGrace, @DefaultValue("false") boolean expireCrashedAtOnce) {

}
