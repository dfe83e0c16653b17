package io.distsys.autoconfigure.tracker;

import java.time.Duration;

import io.distsys.spring.InvalidPropertyException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What nodes say of themselves: members of groups, presences.
 *
 * @param repairInterval how often each node says how much it has said, so that what was
 * lost on the way is noticed
 * @param maxEntries how many members, or presences, one node may have
 */
@ConfigurationProperties("distsys.tracker")
record TrackerProperties(@DefaultValue("2s") Duration repairInterval, @DefaultValue("1000000") int maxEntries) {

	TrackerProperties {
		if (repairInterval.isNegative() || repairInterval.isZero()) {
			throw new InvalidPropertyException("distsys.tracker.repair-interval",
					"distsys.tracker.repair-interval must be positive, not " + repairInterval,
					"Set distsys.tracker.repair-interval to 2s, say.");
		}
		if (maxEntries < 1) {
			throw new InvalidPropertyException("distsys.tracker.max-entries",
					"distsys.tracker.max-entries must be at least 1, not " + maxEntries,
					"Set distsys.tracker.max-entries to a positive number.");
		}
	}

}
