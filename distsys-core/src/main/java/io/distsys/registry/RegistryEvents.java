package io.distsys.registry;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import io.distsys.ownership.Ownership;
import io.distsys.ownership.OwnershipChange;
import io.distsys.ownership.OwnershipView;
import io.distsys.ownership.ResourceKey;
import io.distsys.registry.RegistryEvent.NameRegistered;
import io.distsys.registry.RegistryEvent.NameReleased;
import io.distsys.registry.RegistryEvent.NameUpdated;
import io.distsys.registry.RegistryEvent.Reason;
import io.distsys.time.EventLoop;
import io.distsys.time.SerialExecutor;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns changes of rows into events of names. It remembers the rows it has told of, so
 * that a table that was replaced as a whole is told as the difference.
 */
final class RegistryEvents implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(RegistryEvents.class);

	/** Events that wait for slow listeners; what comes beyond is dropped. */
	static final int MAX_WAITING = 10_000;

	private final OwnershipView view;

	private final SerialExecutor listenerExecutor;

	private final List<Consumer<? super RegistryEvent>> listeners = new CopyOnWriteArrayList<>();

	/** Only touched on the loop. */
	private final Map<ResourceKey, Ownership> known = new HashMap<>();

	private final Subscription subscription;

	RegistryEvents(OwnershipView view, Executor userExecutor, EventLoop loop) {
		this.view = view;
		this.listenerExecutor = new SerialExecutor(userExecutor, MAX_WAITING);
		this.subscription = view.subscribe(this::onChange);
		loop.execute(this::compareAll);
	}

	private void onChange(OwnershipChange change) {
		ResourceKey key = change.key();
		if (key == null) {
			compareAll();
		}
		else if (key.kind().equals(StrongRegistry.KIND)) {
			remember(key, change.after());
		}
	}

	private void compareAll() {
		Set<ResourceKey> gone = new HashSet<>(this.known.keySet());
		this.view.ofKind(StrongRegistry.KIND).toList().forEach((row) -> {
			gone.remove(row.key());
			remember(row.key(), row);
		});
		gone.forEach((key) -> remember(key, null));
	}

	private void remember(ResourceKey key, @Nullable Ownership after) {
		Ownership before = (after != null) ? this.known.put(key, after) : this.known.remove(key);
		boolean changedHands = before != null && (after == null || !before.token().equals(after.token()));
		if (changedHands) {
			publish(new NameReleased(StrongRegistry.entry(before), reason(before)));
		}
		if (after != null && (before == null || changedHands)) {
			publish(new NameRegistered(StrongRegistry.entry(after)));
		}
		else if (after != null && before != null && !before.metadata().equals(after.metadata())) {
			publish(new NameUpdated(StrongRegistry.entry(before), StrongRegistry.entry(after)));
		}
	}

	private Reason reason(Ownership before) {
		boolean open = this.view.sessionOf(before.node())
			.filter((session) -> session.id().equals(before.owner()))
			.isPresent();
		return open ? Reason.UNREGISTERED : Reason.HOLDER_LOST;
	}

	private void publish(RegistryEvent event) {
		if (!this.listeners.isEmpty()) {
			List<Consumer<? super RegistryEvent>> told = List.copyOf(this.listeners);
			try {
				this.listenerExecutor.execute(() -> told.forEach((listener) -> tell(listener, event)));
			}
			catch (RejectedExecutionException ex) {
				onDropped(event, ex);
			}
		}
	}

	/** A warning for the first and for each thousandth. */
	private void onDropped(RegistryEvent event, RejectedExecutionException reason) {
		long dropped = this.listenerExecutor.rejected();
		if (dropped % 1000 == 1) {
			logger.warn("Dropped an event of the registry, are its listeners slow? event={} droppedSoFar={}"
					+ " reason=\"{}\"", event, dropped, reason.getMessage());
		}
	}

	private void tell(Consumer<? super RegistryEvent> listener, RegistryEvent event) {
		try {
			listener.accept(event);
		}
		catch (RuntimeException ex) {
			logger.error("A listener of the registry failed event={}", event, ex);
		}
	}

	Subscription subscribe(Consumer<? super RegistryEvent> listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

	@Override
	public void close() {
		this.subscription.close();
		this.listeners.clear();
	}

}
