package io.distsys.registry;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.MessageObserver.Kind;
import io.distsys.messaging.MessageObserver.Operation;
import io.distsys.ownership.Guarantee;
import io.distsys.registry.RegistrationResult.Registered;
import io.distsys.time.Subscription;

/** A registry and somebody who sees what callers change in it, and no look-up. */
final class ObservedRegistry implements ClusterRegistry {

	private final ClusterRegistry registry;

	private final MessageObserver observer;

	private ObservedRegistry(ClusterRegistry registry, MessageObserver observer) {
		this.registry = registry;
		this.observer = MessageObserver.guarded(observer);
	}

	/** Of nobody it is the registry itself. */
	static ClusterRegistry of(ClusterRegistry registry, MessageObserver observer) {
		return (observer == MessageObserver.none()) ? registry : new ObservedRegistry(registry, observer);
	}

	static Operation operation(Guarantee guarantee, String name, String method) {
		return new Operation((guarantee == Guarantee.STRONG) ? Kind.STRONG_NAME : Kind.AVAILABLE_NAME, name, method);
	}

	@Override
	public Guarantee guarantee() {
		return this.registry.guarantee();
	}

	@Override
	public RegistrationResult register(String name, Map<String, String> metadata) {
		return observed(this.observer.send(registering(name), (context) -> this.registry.register(name, metadata)));
	}

	@Override
	public CompletionStage<RegistrationResult> registerAsync(String name, Map<String, String> metadata,
			Duration timeout) {
		return this.observer
			.sendAsync(registering(name), (context) -> this.registry.registerAsync(name, metadata, timeout))
			.thenApply(this::observed);
	}

	private Operation registering(String name) {
		return operation(guarantee(), name, "register");
	}

	private RegistrationResult observed(RegistrationResult result) {
		return (result instanceof Registered registered)
				? new Registered(new ObservedRegistration(registered.registration(), guarantee(), this.observer))
				: result;
	}

	@Override
	public Optional<RegisteredName> find(String name) {
		return this.registry.find(name);
	}

	@Override
	public Stream<RegisteredName> stream() {
		return this.registry.stream();
	}

	@Override
	public Subscription subscribe(Consumer<? super RegistryEvent> listener) {
		return this.registry.subscribe(listener);
	}

	@Override
	public Subscription onLost(Consumer<? super NameLost> listener) {
		return this.registry.onLost(listener);
	}

	@Override
	public RegistryStatistics statistics() {
		return this.registry.statistics();
	}

}
