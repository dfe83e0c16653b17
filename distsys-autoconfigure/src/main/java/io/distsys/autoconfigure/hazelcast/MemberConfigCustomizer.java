package io.distsys.autoconfigure.hazelcast;

import com.hazelcast.config.Config;

/** A customizer of Spring Boot, where that is on the class path. */
@FunctionalInterface
interface MemberConfigCustomizer {

	void customize(Config config);

}
