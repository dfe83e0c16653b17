package io.distsys.benchmarks.names.node;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

import io.distsys.registry.ClusterRegistry;
import io.distsys.registry.Registration;
import io.distsys.registry.RegistrationResult;
import io.distsys.registry.RegistryEvent;
import io.distsys.time.Subscription;

/** Names in a registry of the library. */
final class RegistryNames implements Names {

	private static final Map<String, String> METADATA = Map.of("address", ADDRESS);

	private final ClusterRegistry registry;

	private final Queue<Registration> held = new ConcurrentLinkedQueue<>();

	RegistryNames(ClusterRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void register(String name) {
		if (!(this.registry.register(name, METADATA) instanceof RegistrationResult.Registered registered)) {
			throw new IllegalStateException("'" + name + "' is taken");
		}
		this.held.add(registered.registration());
	}

	@Override
	public void giveUp() throws InterruptedException {
		Window.doAll(this.held, Registration::unregisterAsync);
	}

	@Override
	public boolean isKnown(String name) {
		return this.registry.find(name).isPresent();
	}

	@Override
	public Subscription listen(Consumer<String> listener) {
		return this.registry.subscribe((event) -> {
			if (event instanceof RegistryEvent.NameRegistered registered) {
				listener.accept(registered.entry().name());
			}
		});
	}

}
