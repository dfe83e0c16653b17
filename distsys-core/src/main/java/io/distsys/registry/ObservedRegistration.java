package io.distsys.registry;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.MessageObserver.Operation;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Guarantee;
import io.distsys.time.Subscription;

/** A name that this node holds, and somebody who sees what its holder changes of it. */
final class ObservedRegistration implements Registration {

	private final Registration registration;

	private final Guarantee guarantee;

	private final MessageObserver observer;

	ObservedRegistration(Registration registration, Guarantee guarantee, MessageObserver observer) {
		this.registration = registration;
		this.guarantee = guarantee;
		this.observer = observer;
	}

	private Operation operation(String method) {
		return ObservedRegistry.operation(this.guarantee, name(), method);
	}

	@Override
	public String name() {
		return this.registration.name();
	}

	@Override
	public FencingToken token() {
		return this.registration.token();
	}

	@Override
	public boolean isHeld() {
		return this.registration.isHeld();
	}

	@Override
	public Map<String, String> metadata() {
		return this.registration.metadata();
	}

	@Override
	public boolean update(UnaryOperator<Map<String, String>> change) {
		return this.observer.send(operation("update"), (context) -> this.registration.update(change));
	}

	@Override
	public CompletionStage<Boolean> updateAsync(UnaryOperator<Map<String, String>> change) {
		return this.observer.sendAsync(operation("update"), (context) -> this.registration.updateAsync(change));
	}

	@Override
	public boolean unregister() {
		return this.observer.send(operation("unregister"), (context) -> this.registration.unregister());
	}

	@Override
	public CompletionStage<Boolean> unregisterAsync() {
		return this.observer.sendAsync(operation("unregister"), (context) -> this.registration.unregisterAsync());
	}

	@Override
	public Subscription onLost(Consumer<? super Loss> callback) {
		return this.registration.onLost(callback);
	}

	@Override
	public void close() {
		unregisterAsync();
	}

	@Override
	public String toString() {
		return this.registration.toString();
	}

}
