package io.distsys.docs;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.Guarantee;
import io.distsys.registry.ClusterRegistries;
import io.distsys.registry.ClusterRegistry;
import io.distsys.registry.ConflictRule;
import io.distsys.registry.RegisteredName;
import io.distsys.registry.Registration;
import io.distsys.registry.RegistrationResult;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;

/** What {@code docs/registry.md} shows. */
final class NamesApplication {

	private NamesApplication() {
	}

	@Component
	static class Terminals {

		private final ClusterRegistry registry;

		private final Map<String, Registration> served = new HashMap<>();

		Terminals(ClusterRegistries registries) {
			this.registry = registries.get(Guarantee.AVAILABLE);
		}

		/** This node serves the terminal from now on, unless another one does. */
		synchronized boolean connect(String terminal, String address) {
			Map<String, String> metadata = Map.of("address", address);
			Registration former = this.served.get(terminal);
			if (former != null && former.update(metadata)) {
				return true; // it has come back to this node
			}
			RegistrationResult result = this.registry.register("terminal/" + terminal, metadata);
			if (result instanceof RegistrationResult.Registered registered) {
				Registration registration = registered.registration();
				this.served.put(terminal, registration);
				registration.onLost((loss) -> disconnect(terminal, registration, loss));
				return true;
			}
			return false;
		}

		/** The terminal has gone. */
		synchronized void gone(String terminal) {
			Registration registration = this.served.remove(terminal);
			if (registration != null) {
				registration.unregister();
			}
		}

		private synchronized void disconnect(String terminal, Registration registration, Registration.Loss loss) {
			this.served.remove(terminal, registration);
			System.out.println("This node serves " + terminal + " no longer: " + loss.reason());
		}

		/** Who serves it: a memory read, on whatever node. */
		Optional<NodeId> servedBy(String terminal) {
			return this.registry.find("terminal/" + terminal).map(RegisteredName::node);
		}

		List<RegisteredName> at(String address) {
			return this.registry.list("terminal/", Map.of("address", address));
		}

	}

	@Configuration
	static class Rules {

		/** The better connection is kept; of equal ones the later. */
		@Bean
		ConflictRule betterConnection() {
			return (earlier, later) -> {
				String before = earlier.metadata().getOrDefault("quality", "");
				String after = later.metadata().getOrDefault("quality", "");
				return (before.compareTo(after) > 0) ? earlier : later;
			};
		}

	}

}
