package io.distsys.registry;

import java.util.Map;

import io.distsys.cluster.NodeId;

/**
 * What came of a registration.
 *
 * @since 0.1
 */
public sealed interface RegistrationResult {

	/**
	 * This node holds the name.
	 *
	 * @param registration the registration
	 */
	record Registered(Registration registration) implements RegistrationResult {

	}

	/**
	 * Another holds the name.
	 *
	 * @param holder the node that holds it
	 * @param metadata what it says of it
	 */
	record Taken(NodeId holder, Map<String, String> metadata) implements RegistrationResult {

		public Taken {
			metadata = Map.copyOf(metadata);
		}

	}

}
