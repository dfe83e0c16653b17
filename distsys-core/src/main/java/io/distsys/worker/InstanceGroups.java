package io.distsys.worker;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.distsys.time.Subscription;

/** The groups that one instance of a worker is in; it leaves them when it ends. */
final class InstanceGroups {

	private final WorkerMemberships memberships;

	private final String type;

	private final String key;

	private Map<String, Subscription> joined = Map.of();

	private boolean closed;

	InstanceGroups(WorkerMemberships memberships, String type, String key) {
		this.memberships = memberships;
		this.type = type;
		this.key = key;
	}

	/** Join, unless it is in the group already. */
	synchronized Subscription join(String group) {
		if (this.closed) {
			return () -> {
			};
		}
		if (this.joined.isEmpty()) {
			this.joined = new HashMap<>(2);
		}
		this.joined.computeIfAbsent(group, (name) -> this.memberships.add(name, this.type, this.key));
		return () -> leave(group);
	}

	private synchronized void leave(String group) {
		Subscription membership = this.joined.isEmpty() ? null : this.joined.remove(group);
		if (membership != null) {
			membership.close();
		}
	}

	synchronized boolean isEmpty() {
		return this.joined.isEmpty();
	}

	synchronized void close() {
		this.closed = true;
		List.copyOf(this.joined.values()).forEach(Subscription::close);
		this.joined = Map.of();
	}

}
