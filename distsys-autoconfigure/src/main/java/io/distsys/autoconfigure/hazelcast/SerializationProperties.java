package io.distsys.autoconfigure.hazelcast;

import java.util.Set;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What may be read from other nodes.
 *
 * @param packages packages whose classes may be read by Java serialization. Empty: those
 * of the application
 */
@ConfigurationProperties("distsys.serialization")
record SerializationProperties(@DefaultValue Set<String> packages) {

}
