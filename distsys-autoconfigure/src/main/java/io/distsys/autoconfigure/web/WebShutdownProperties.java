package io.distsys.autoconfigure.web;

import java.time.Duration;

import io.distsys.spring.InvalidPropertyException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the web server leaves.
 *
 * @param webDelay how long the web server accepts connections on after readiness refuses;
 * as long as the load balancers in front of it need to notice that, and at most seven
 * tenths of "spring.lifecycle.timeout-per-shutdown-phase". It comes before
 * "distsys.shutdown.timeout"
 * @param webDrain whether Tomcat, before it closes its port, serves the connections that
 * the kernel has accepted, and tells those that are kept alive that they end
 */
@ConfigurationProperties("distsys.shutdown")
record WebShutdownProperties(@DefaultValue("0s") Duration webDelay, @DefaultValue("true") boolean webDrain) {

	Duration delayWithin(Duration phase) {
		Duration most = phase.multipliedBy(7).dividedBy(10);
		if (this.webDelay.isNegative() || this.webDelay.compareTo(most) > 0) {
			throw new InvalidPropertyException("distsys.shutdown.web-delay",
					"distsys.shutdown.web-delay must be between 0s and seven tenths of"
							+ " spring.lifecycle.timeout-per-shutdown-phase, which is " + phase + ", not "
							+ this.webDelay,
					"Set distsys.shutdown.web-delay to a shorter time,"
							+ " or spring.lifecycle.timeout-per-shutdown-phase to a longer one.");
		}
		return this.webDelay;
	}

}
