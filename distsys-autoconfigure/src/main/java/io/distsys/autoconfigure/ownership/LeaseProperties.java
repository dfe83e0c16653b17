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
 */
@ConfigurationProperties("distsys.lease")
record LeaseProperties(@DefaultValue("2s") Duration ttl, @DefaultValue("400ms") Duration renewalInterval,
		@DefaultValue("0.01") double drift, @DefaultValue("50ms") Duration margin,
		@DefaultValue("300ms") Duration stopGrace) {

}
