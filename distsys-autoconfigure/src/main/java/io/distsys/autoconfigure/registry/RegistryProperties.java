package io.distsys.autoconfigure.registry;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The registry of names.
 *
 * @param timeout how long a registration that blocks tries
 */
@ConfigurationProperties("distsys.registry")
record RegistryProperties(@DefaultValue("10s") Duration timeout) {

}
