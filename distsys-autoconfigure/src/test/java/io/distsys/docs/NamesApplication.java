package io.distsys.docs;

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

		Terminals(ClusterRegistries registries) {
			this.registry = registries.get(Guarantee.AVAILABLE);
		}

		/** This node serves the terminal from now on, unless another one does. */
		Optional<Registration> connect(String terminal, String address) {
			RegistrationResult result = this.registry.register("terminal/" + terminal, Map.of("address", address));
			if (result instanceof RegistrationResult.Registered registered) {
				registered.registration().onLost((loss) -> disconnect(terminal, loss.reason()));
				return Optional.of(registered.registration());
			}
			return Optional.empty();
		}

		private void disconnect(String terminal, String reason) {
			System.out.println("Another node serves " + terminal + " now: " + reason);
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
