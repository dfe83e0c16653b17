package io.distsys.registry;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.OwnershipChange;
import io.distsys.ownership.OwnershipView;
import io.distsys.ownership.ResourceKey;
import io.distsys.registry.RegistryEvent.NameRegistered;
import io.distsys.registry.RegistryEvent.NameReleased;
import io.distsys.registry.RegistryEvent.NameUpdated;
import io.distsys.registry.RegistryEvent.Reason;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Turns changes of rows into events of names. It remembers the rows it has told of, so
 * that a table that was replaced as a whole is told as the difference.
 */
final class RegistryEvents implements AutoCloseable {

	private final NodeId self;

	private final OwnershipView view;

	private final String kind;

	private final RegistryListeners listeners;

	/** Only touched on the loop. */
	private final Map<ResourceKey, Ownership> known = new HashMap<>();

	private final Subscription subscription;

	RegistryEvents(NodeId self, OwnershipView view, String kind, RegistryListeners listeners, EventLoop loop) {
		this.self = self;
		this.view = view;
		this.kind = kind;
		this.listeners = listeners;
		this.subscription = view.subscribe(this::onChange);
		loop.execute(this::compareAll);
	}

	private void onChange(OwnershipChange change) {
		ResourceKey key = change.key();
		if (key == null) {
			compareAll();
		}
		else if (key.kind().equals(this.kind)) {
			remember(key, change.after(), Reason.REGISTERED);
		}
	}

	/** When they were registered this node did not see it. */
	private void compareAll() {
		Set<ResourceKey> gone = new HashSet<>(this.known.keySet());
		this.view.ofKind(this.kind).toList().forEach((row) -> {
			gone.remove(row.key());
			remember(row.key(), row, row.node().equals(this.self) ? Reason.REGISTERED : Reason.HOLDER_FOUND);
		});
		gone.forEach((key) -> remember(key, null, Reason.HOLDER_FOUND));
	}

	private void remember(ResourceKey key, @Nullable Ownership after, Reason registered) {
		Ownership before = (after != null) ? this.known.put(key, after) : this.known.remove(key);
		boolean changedHands = before != null && (after == null || !before.token().equals(after.token()));
		if (changedHands) {
			this.listeners.publish(new NameReleased(StrongRegistry.entry(before), reason(before)));
		}
		if (after != null && (before == null || changedHands)) {
			this.listeners.publish(new NameRegistered(StrongRegistry.entry(after), registered));
		}
		else if (after != null && before != null && !before.metadata().equals(after.metadata())) {
			this.listeners.publish(new NameUpdated(StrongRegistry.entry(before), StrongRegistry.entry(after)));
		}
	}

	private Reason reason(Ownership before) {
		boolean open = this.view.sessionOf(before.node())
			.filter((session) -> session.id().equals(before.owner()))
			.isPresent();
		return open ? Reason.UNREGISTERED : Reason.HOLDER_LOST;
	}

	@Override
	public void close() {
		this.subscription.close();
	}

}
