package io.distsys.available;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.Owners;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.OwnershipChange;
import io.distsys.ownership.ResourceKey;
import io.distsys.ownership.SessionId;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The owners as this node sees them. Where it sees two it names the one that will be
 * kept. Written on the event loop, read from anywhere.
 */
final class ViewOwners implements Owners {

	private static final Logger logger = LoggerFactory.getLogger(ViewOwners.class);

	private final Map<ResourceKey, Ownership> rows = new ConcurrentHashMap<>();

	private final List<Consumer<? super OwnershipChange>> listeners = new CopyOnWriteArrayList<>();

	@Override
	public Optional<Ownership> find(ResourceKey key) {
		return Optional.ofNullable(this.rows.get(key));
	}

	@Override
	public Stream<Ownership> ofKind(String kind) {
		return this.rows.values().stream().filter((row) -> row.key().kind().equals(kind));
	}

	@Override
	public Subscription subscribe(Consumer<? super OwnershipChange> listener) {
		Consumer<OwnershipChange> own = listener::accept;
		this.listeners.add(own);
		return () -> this.listeners.remove(own);
	}

	/** Look at what the nodes in view announce. */
	void update(SortedMap<NodeId, Announcement> nodes) {
		Set<ResourceKey> keys = new HashSet<>(this.rows.keySet());
		nodes.values().forEach((announcement) -> keys.addAll(announcement.holdings().keySet()));
		for (ResourceKey key : keys) {
			Ownership before = this.rows.get(key);
			Ownership after = row(key, nodes);
			if (after == null) {
				this.rows.remove(key);
			}
			else if (!after.equals(before)) {
				this.rows.put(key, after);
			}
			else {
				continue;
			}
			OwnershipChange change = new OwnershipChange(key, before, after);
			this.listeners.forEach((listener) -> tell(listener, change));
		}
	}

	/** A listener that fails keeps nobody from hearing of this change, or of others. */
	private static void tell(Consumer<? super OwnershipChange> listener, OwnershipChange change) {
		try {
			listener.accept(change);
		}
		catch (RuntimeException ex) {
			logger.error("A listener of the owners failed resource={}", change.key(), ex);
		}
	}

	private static @Nullable Ownership row(ResourceKey key, SortedMap<NodeId, Announcement> nodes) {
		Ownership best = null;
		for (Map.Entry<NodeId, Announcement> node : nodes.entrySet()) {
			Announcement.Holding held = node.getValue().holdings().get(key);
			if (held != null) {
				Ownership row = new Ownership(key, new SessionId(node.getKey(), 0), held.token(), held.state(), null,
						null, Map.of());
				best = (best == null || isBetter(row, best)) ? row : best;
			}
		}
		return best;
	}

	private static boolean isBetter(Ownership row, Ownership best) {
		boolean active = row.state() == Ownership.State.ACTIVE;
		if (active != (best.state() == Ownership.State.ACTIVE)) {
			return active;
		}
		return ViewPlacement.kept(row.key(), best.node(), row.node()).equals(row.node());
	}

}
