package io.distsys.autoconfigure.lifecycle;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the start of this node waits for.
 *
 * @param minimumSize how many nodes must be there, this one counted, before this one is
 * ready and owns anything; nodes that go later change nothing
 * @param minimumSizeTimeout how long to wait for them before the start fails
 */
@ConfigurationProperties("distsys.cluster")
record MinimumSizeProperties(@DefaultValue("1") int minimumSize, @DefaultValue("2m") Duration minimumSizeTimeout) {

}
