package io.distsys.registry;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.OwnershipChange;
import io.distsys.ownership.OwnershipView;
import io.distsys.ownership.ResourceKey;
import io.distsys.ownership.SessionId;
import io.distsys.registry.RegistryEvent.NameRegistered;
import io.distsys.registry.RegistryEvent.NameReleased;
import io.distsys.registry.RegistryEvent.NameUpdated;
import io.distsys.registry.RegistryEvent.Reason;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Turns changes of rows into events of names. It remembers the rows it has told of, so
 * that a table that was replaced as a whole is told as the difference. They are by their
 * names there, which makes a look-up shorter than in the table of all resources.
 */
final class RegistryEvents implements AutoCloseable {

	private final NodeId self;

	private final OwnershipView view;

	private final String kind;

	private final RegistryListeners listeners;

	/** Written on the loop only. */
	private final ConcurrentMap<String, Known> known = new ConcurrentHashMap<>();

	/** Of those that are known; changed on the loop. */
	private final AtomicInteger ofThisNode = new AtomicInteger();

	private final Subscription subscription;

	private volatile boolean closed;

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
			remember(key.name(), change.after(), Reason.REGISTERED);
		}
	}

	/** A name that was told of. The table may have it already if it is not known here. */
	@Nullable RegisteredName find(String name) {
		Known row = this.closed ? null : this.known.get(name);
		return (row != null) ? row.entry() : null;
	}

	/** When they were registered this node did not see it. */
	private void compareAll() {
		Set<String> gone = new HashSet<>(this.known.keySet());
		this.view.ofKind(this.kind).toList().forEach((row) -> {
			gone.remove(row.key().name());
			remember(row.key().name(), row, row.node().equals(this.self) ? Reason.REGISTERED : Reason.HOLDER_FOUND);
		});
		gone.forEach((name) -> remember(name, null, Reason.HOLDER_FOUND));
	}

	private void remember(String name, @Nullable Ownership row, Reason registered) {
		Known after = (row != null) ? new Known(StrongRegistry.entry(row), row.owner()) : null;
		Known before = (after != null) ? this.known.put(name, after) : this.known.remove(name);
		this.ofThisNode.addAndGet(ofThisNode(after) - ofThisNode(before));
		boolean changedHands = before != null
				&& (after == null || !before.entry().token().equals(after.entry().token()));
		if (changedHands) {
			this.listeners.publish(new NameReleased(before.entry(), reason(before.owner())));
		}
		if (after != null && (before == null || changedHands)) {
			this.listeners.publish(new NameRegistered(after.entry(), registered));
		}
		else if (after != null && before != null && !before.entry().metadata().equals(after.entry().metadata())) {
			this.listeners.publish(new NameUpdated(before.entry(), after.entry()));
		}
	}

	private int ofThisNode(@Nullable Known known) {
		return (known != null && known.entry().node().equals(this.self)) ? 1 : 0;
	}

	/** How many names are known. */
	int size() {
		return this.known.size();
	}

	/** How many of them the table gives to this node. */
	int ofThisNode() {
		return this.ofThisNode.get();
	}

	private Reason reason(SessionId before) {
		boolean open = this.view.sessionOf(before.node()).filter((session) -> session.id().equals(before)).isPresent();
		return open ? Reason.UNREGISTERED : Reason.HOLDER_LOST;
	}

	@Override
	public void close() {
		this.closed = true;
		this.subscription.close();
	}

	private record Known(RegisteredName entry, SessionId owner) {

	}

}
