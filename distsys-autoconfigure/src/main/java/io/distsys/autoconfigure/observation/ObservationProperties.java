package io.distsys.autoconfigure.observation;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Observations of calls, messages and changes of names and presence.
 *
 * @param localCalls whether a blocking call of a singleton on the node on which it is
 * active is observed too, which takes many times as long as the call
 */
@ConfigurationProperties("distsys.observation")
record ObservationProperties(@DefaultValue("false") boolean localCalls) {

}
